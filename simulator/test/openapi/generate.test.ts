import t from 'tap'
import { parse } from 'yaml'
import {
  dataOperationsOf,
  enumsOf,
  limitsOf,
  operationsOf,
  supplement,
  typesOf
} from '../../scripts/generate-openapi.ts'

const DOCUMENT = `
servers: [{ url: 'https://api.line.me/' }]
paths:
  /v2/pets/{name}:
    parameters: [{ name: name, in: path }]
    put:
      operationId: renamePet
      parameters: [{ name: limit, schema: { type: integer, maximum: 9, default: 3 } }]
  /photos:
    get: { operationId: getPhoto, servers: [{ url: 'https://api-data.line.me' }] }
  /manager:
    get: { operationId: getManager, servers: [{ url: 'https://manager.line.biz' }] }
components:
  schemas:
    Pet:
      discriminator: { propertyName: type, mapping: { cat: '#/components/schemas/Cat', bird: '#/components/schemas/Bird' } }
      required: [type, name]
      properties: { type: { type: string }, name: { type: string, minLength: 1, maxLength: 20 }, age: { type: integer } }
    Cat:
      allOf: [{ $ref: '#/components/schemas/Pet' }, { required: [lives], properties: { lives: { type: integer } } }]
    Bird:
      required: [colors]
      allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { colors: { type: array, items: { $ref: '#/components/schemas/Color' } } } }]
    Color: { type: string, enum: [red, blue] }
    Owner:
      properties:
        pets: { type: array, items: { $ref: '#/components/schemas/Pet' }, maxItems: 5 }
        phone: { type: string, nullable: true }
        notes: { type: object, additionalProperties: { type: string } }
    Shape:
      discriminator: { propertyName: kind, mapping: { round: '#/components/schemas/Circle' } }
      properties: { kind: { type: string } }
    Circle: { allOf: [{ $ref: '#/components/schemas/Shape' }, { properties: { r: { type: number, maximum: 2147483647 } } }] }
`
const document = parse(DOCUMENT)

t.test(
  'types have LINE’s names, and a schema with a discriminator is the union of its subtypes',
  async (t) => {
    t.equal(
      typesOf(document),
      `export type Pet = Cat | Bird

export type PetBase = { name: string; age?: number }

export type Cat = PetBase & { type: 'cat'; lives: number }

export type Bird = PetBase & { type: 'bird'; colors: Array<Color> }

export type Color = 'red' | 'blue'

export type Owner = { pets?: Array<Pet>; phone?: string | null; notes?: Record<string, string> }

export type Shape = Circle

export type Circle = { kind: 'round'; r?: number }
`
    )
  }
)

t.test('operations are those on the hosts of the Messaging API', async (t) => {
  t.same(operationsOf(document), { renamePet: 'PUT /v2/pets/{name}', getPhoto: 'GET /photos' })
  t.same(dataOperationsOf(document), ['getPhoto'])
})

t.test('enums and limits are found by schema or operation', async (t) => {
  t.same(enumsOf(document), {
    Pet: { type: ['cat', 'bird'] },
    Color: ['red', 'blue'],
    Shape: { kind: ['round'] }
  })
  t.same(limitsOf(document), {
    Pet: { name: { min: 1, max: 20 } },
    Owner: { pets: { max: 5 } },
    renamePet: { limit: { max: 9, default: 3 } }
  })
})

t.test('an addition does not replace what LINE’s file has', async (t) => {
  const known = { schemas: { A: { type: 'string' }, mapping: { a: '1' } } }
  supplement(known, { schemas: { A: { type: 'object' }, B: {}, mapping: { b: '2' } } })
  t.same(known, { schemas: { A: { type: 'string' }, B: {}, mapping: { a: '1', b: '2' } } })
})
