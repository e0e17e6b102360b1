/** What the proofs need of the tool that builds and runs the image. */
export interface Engine {
  /** what it is, and what it runs the image in */
  description: string
  /** @param context the folder with the Dockerfile */
  build(context: string): Promise<Image>
  /** takes away what it has made, the images included */
  remove(): Promise<unknown>
}

export interface Image {
  config: ImageConfig
  /** how much larger it is than its base, in bytes */
  sizeOverBase: number
  /** Starts a command in a container of its own, in the host's network; the image's CMD by default. */
  start(options?: StartOptions): Promise<Container>
}

/** The part of the image's configuration that this project sets. */
export interface ImageConfig {
  Entrypoint?: string[] | null
  Cmd: string[]
  Env: string[]
  Labels: Record<string, string>
  User: string
  WorkingDir: string
  Healthcheck?: { Test: string[] }
}

export interface StartOptions {
  /** the arguments of the image's ENTRYPOINT; its CMD by default */
  command?: string[]
  /** who it runs as; the image's user by default */
  uid?: number
  /** what the image's own environment is extended by */
  environment?: Record<string, string>
  /** the file system as the image has it: `/tmp` too is the image's, instead of an empty and writable one */
  asBuilt?: boolean
}

/** The root file system is read-only, `/tmp` is writable. */
export interface Container {
  output(): string
  /** its exit status */
  exited: Promise<number | null>
  kill(signal: NodeJS.Signals): Promise<unknown>
  /** Runs a command beside the first one, as the same user or another. */
  exec(command: string[], uid?: number): Promise<Result>
}

export interface Result {
  status: number | null
  output: string
}
