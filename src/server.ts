/** The process `web`: takes webhooks, and handles their events. */
import { serve } from './serve.ts'

await serve()
