/**
 * Writes `simulator/src/openapi/` from LINE's OpenAPI files: the types of their schemas, the operations, and the enums
 * and limits that the simulator's own schemas use.
 *
 * @example node simulator/scripts/generate-openapi.ts FOLDER # a checkout of github.com/line/line-openapi
 */
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** The parts of OpenAPI 3.0 that LINE's files use. */
interface Schema {
  $ref?: string
  type?: string
  enum?: string[]
  nullable?: boolean
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  allOf?: Schema[]
  oneOf?: Schema[]
  discriminator?: { propertyName: string; mapping: Record<string, string> }
  default?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

interface Operation {
  operationId: string
  parameters?: { name: string; schema?: Schema }[]
  servers?: { url: string }[]
}

export interface Document {
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** The hosts that the simulator stands in for. */
const HOSTS = new Set(['api.line.me', 'api-data.line.me'])
const DATA_HOST = 'api-data.line.me'
/** The maximum that LINE's files give an integer without a limit. */
const MAX_INT32 = 2 ** 31 - 1
const METHODS = new Set(['get', 'post', 'put', 'delete', 'patch'])

const nameIn = (ref = ''): string => ref.split('/').at(-1) ?? ''

/** A TypeScript type for each schema, by LINE's names. A schema with a discriminator is the union of its subtypes. */
export function typesOf({ components: { schemas } }: Document): string {
  const declarations = Object.entries(schemas).flatMap(([name, schema]) => {
    if (!schema.discriminator) return [`export type ${name} = ${typeOf(asSubtype(name, schema))}`]
    const subtypes = new Set(Object.values(schema.discriminator.mapping).map(nameIn))
    const base = baseOf(schema)
    return [
      `export type ${name} = ${[...subtypes].join(' | ')}`,
      ...(base ? [`export type ${name}Base = ${typeOf(base)}`] : [])
    ]
  })
  return `${declarations.join('\n\n')}\n`

  /** The schema with the base types of its supertypes in their place, and its own value of each discriminator. */
  function asSubtype(name: string, schema: Schema): Schema {
    const refs = (schema.allOf ?? []).flatMap(({ $ref }) => $ref ?? [])
    if (refs.length === 0) return schema
    const literals: Record<string, Schema> = {}
    const supertypes: Schema[] = []
    for (const $ref of refs) {
      const supertype = schemas[nameIn($ref)] ?? {}
      const { propertyName, mapping = {} } = supertype.discriminator ?? {}
      const values = Object.keys(mapping).filter((value) => nameIn(mapping[value]) === name)
      if (propertyName && values.length > 0) literals[propertyName] = { enum: values }
      if (!propertyName) supertypes.push({ $ref })
      else if (baseOf(supertype)) supertypes.push({ $ref: `${$ref}Base` })
    }
    const { properties, required } = merged(schema)
    const own = {
      properties: { ...literals, ...properties, ...literals },
      required: [...required, ...Object.keys(literals)]
    }
    return { allOf: [...supertypes, own] }
  }
}

/** The common properties of all subtypes, without the discriminator; undefined if there are none. */
function baseOf({ discriminator, properties = {}, ...schema }: Schema): Schema | undefined {
  const { [discriminator?.propertyName ?? '']: _type, ...common } = properties
  return Object.keys(common).length > 0 ? { ...schema, properties: common } : undefined
}

/** The properties of a schema and of the inline parts of its `allOf`. */
function merged(schema: Schema): { properties: Record<string, Schema>; required: string[] } {
  const parts = [schema, ...(schema.allOf ?? [])]
  return {
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required = [] }) => required)
  }
}

function typeOf(schema: Schema): string {
  const type = bareTypeOf(schema)
  return schema.nullable ? `${type} | null` : type
}

function bareTypeOf(schema: Schema): string {
  const { $ref, type, items, properties, required, additionalProperties } = schema
  if ($ref) return nameIn($ref)
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ')
  if (schema.oneOf) return schema.oneOf.map(typeOf).join(' | ')
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ')
  if (type === 'array') return `Array<${items ? typeOf(items) : 'unknown'}>`
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'string' || type === 'boolean') return type
  if (!properties) {
    return `Record<string, ${typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'}>`
  }
  const members = Object.entries(properties).map(
    ([name, member]) => `${name}${required?.includes(name) ? '' : '?'}: ${typeOf(member)}`
  )
  return `{ ${members.join('; ')} }`
}

/** The operations on the hosts that the simulator stands in for: `METHOD /path` by operation id. */
export function operationsOf(document: Document): Record<string, string> {
  return Object.fromEntries(
    allOperations(document).map(({ operationId, method, path }) => [operationId, `${method} ${path}`])
  )
}

/** The ids of the operations that are on `api-data.line.me`. */
export const dataOperationsOf = (document: Document): string[] =>
  allOperations(document)
    .filter(({ hosts }) => hosts.includes(DATA_HOST))
    .map(({ operationId }) => operationId)

function allOperations({ servers, paths }: Document) {
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, operation]) =>
        METHODS.has(method) ? [{ ...operation, method: method.toUpperCase(), path }] : []
      )
    )
    .map((operation) => ({
      ...operation,
      hosts: (operation.servers ?? servers).map(({ url }) => new URL(url).host)
    }))
    .filter(({ hosts }) => hosts.some((host) => HOSTS.has(host)))
}

/** What a document states, by schema or operation id, then by property or parameter. */
type Facts<T> = Record<string, T | Record<string, T>>

/** The possible values of properties, parameters and discriminators, and of the schemas that are enums themselves. */
export function enumsOf(document: Document): Facts<string[]> {
  const enums: Facts<string[]> = factsOf(document, ({ enum: values, items }) => values ?? items?.enum)
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (schema.enum) enums[name] = schema.enum
    if (!schema.discriminator) continue
    const { propertyName, mapping } = schema.discriminator
    enums[name] = { ...enums[name], [propertyName]: Object.keys(mapping) }
  }
  return enums
}

export interface Limits {
  min?: number
  max: number
  default?: number
}

/** The lengths of texts and lists, and the ranges of numbers. */
export function limitsOf(document: Document): Facts<Limits> {
  return factsOf(document, (schema) => {
    const min = schema.minLength ?? schema.minItems ?? schema.minimum
    const max = schema.maxLength ?? schema.maxItems ?? schema.maximum
    if (max === undefined || max === MAX_INT32) return
    return {
      ...(min !== undefined && { min }),
      max,
      ...(typeof schema.default === 'number' && { default: schema.default })
    }
  })
}

function factsOf<T>(
  document: Document,
  factOf: (schema: Schema) => T | undefined
): Record<string, Record<string, T>> {
  const named = [
    ...Object.entries(document.components.schemas).map(
      ([name, schema]) => [name, Object.entries(merged(schema).properties)] as const
    ),
    ...allOperations(document).map(
      ({ operationId, parameters = [] }) =>
        [operationId, parameters.map(({ name, schema }) => [name, schema ?? {}] as const)] as const
    )
  ]
  const facts = named.map(([name, members]) => {
    const found = members.flatMap(([member, schema]) => {
      const fact = factOf(schema)
      return fact === undefined ? [] : [[member, fact] as const]
    })
    return [name, Object.fromEntries(found)] as const
  })
  return Object.fromEntries(facts.filter(([, found]) => Object.keys(found).length > 0))
}

/** Adds missing parts to a document. Existing parts stay as they are. */
export function supplement(document: object, additions: object): void {
  const known = document as Record<string, unknown>
  for (const [name, addition] of Object.entries(additions)) {
    const value = known[name]
    if (value === undefined) known[name] = addition
    else if (isObject(value) && isObject(addition)) supplement(value, addition)
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** @throws Error when two parts have the same name */
function union<T>(parts: Record<string, T>[]): Record<string, T> {
  const all = parts.flatMap((part) => Object.entries(part))
  const names = all.map(([name]) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new Error(`${twice} is in two of LINE's files: keep them apart`)
  return Object.fromEntries(all)
}

function generate(folder: string): void {
  const target = join(import.meta.dirname, '../src/openapi')
  const git = (...options: string[]) =>
    execFileSync('git', ['-C', folder, ...options], { encoding: 'utf8' }).trim()
  const header = `// Generated by \`node simulator/scripts/generate-openapi.ts FOLDER\`: change that, not this file.
// From github.com/line/line-openapi, commit ${git('rev-parse', '--short', 'HEAD')}. Copyright LY Corporation, Apache License 2.0.
`
  const additions = parse(readFileSync(join(import.meta.dirname, 'openapi-additions.yml'), 'utf8'))
  const documents = globSync('*.yml', { cwd: folder })
    .sort()
    .map((file) => ({ file, document: parse(readFileSync(join(folder, file), 'utf8')) }))
    .filter(({ document }) => document.openapi)
  for (const { file, document } of documents) supplement(document, additions[file] ?? {})

  rmSync(target, { recursive: true, force: true })
  mkdirSync(target)
  const write = (name: string, code: string) => writeFileSync(join(target, name), `${header}\n${code}`)
  const all = documents.map(({ document }) => document as Document)
  for (const { file, document } of documents) write(file.replace('.yml', '.ts'), typesOf(document))
  write('enums.ts', `export const ENUMS = ${JSON.stringify(union(all.map(enumsOf)))} as const\n`)
  write('limits.ts', `export const LIMITS = ${JSON.stringify(union(all.map(limitsOf)))} as const\n`)
  write(
    'operations.ts',
    `/** The operations of LINE's that a bot can call. */
export const OPERATIONS = ${JSON.stringify(union(all.map(operationsOf)))} as const

export type OperationId = keyof typeof OPERATIONS
export const OPERATION_IDS = Object.keys(OPERATIONS) as OperationId[]

/** The operations on api-data.line.me; the others are on api.line.me. */
export const DATA_OPERATIONS: ReadonlySet<OperationId> = new Set(${JSON.stringify(all.flatMap(dataOperationsOf))})
`
  )
  execFileSync('npx', ['biome', 'check', '--write', target], { stdio: 'inherit' })
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (!folder) throw new Error('usage: node simulator/scripts/generate-openapi.ts FOLDER')
  generate(folder)
}
