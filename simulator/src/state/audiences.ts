import { LIMITS } from '../openapi/limits.ts'
import type * as manageAudience from '../openapi/manage-audience.ts'

export interface Audience {
  group: Required<
    Pick<
      manageAudience.AudienceGroup,
      | 'audienceGroupId'
      | 'type'
      | 'description'
      | 'status'
      | 'audienceCount'
      | 'created'
      | 'permission'
      | 'createRoute'
      | 'isIfaAudience'
    >
  > &
    Pick<manageAudience.AudienceGroup, 'requestId' | 'clickUrl'>
  jobs: manageAudience.AudienceGroupJob[]
  userIds: Set<string>
}

type Wanted = Pick<Audience['group'], 'type' | 'description'> &
  Partial<Pick<Audience['group'], 'requestId' | 'clickUrl' | 'isIfaAudience'>>

/** Audiences: lists of users, for narrowcasts. https://developers.line.biz/en/docs/messaging-api/using-audience/ */
export function createAudiences(now: () => number) {
  const audiences = new Map<number, Audience>()
  let count = 4_389_303_728_990

  const seconds = () => Math.floor(now() / 1_000)

  return {
    list: (): Audience[] => [...audiences.values()],
    get: (audienceGroupId: number): Audience | undefined => audiences.get(audienceGroupId),
    delete: (audienceGroupId: number): boolean => audiences.delete(audienceGroupId),

    create(wanted: Wanted, userIds: string[] = []): Audience {
      const audience: Audience = {
        group: {
          audienceGroupId: ++count,
          isIfaAudience: false,
          ...wanted,
          status: 'READY',
          audienceCount: userIds.length,
          created: seconds(),
          permission: 'READ_WRITE',
          createRoute: 'MESSAGING_API'
        },
        jobs: [],
        userIds: new Set(userIds)
      }
      audiences.set(count, audience)
      return audience
    },

    /** Adds users to an audience. The job finishes at once. */
    add(audience: Audience, userIds: string[], description = ''): void {
      for (const userId of userIds) audience.userIds.add(userId)
      audience.group.audienceCount = audience.userIds.size
      audience.jobs.unshift({
        audienceGroupJobId: ++count,
        audienceGroupId: audience.group.audienceGroupId,
        description,
        type: 'DIFF_ADD',
        jobStatus: 'FINISHED',
        audienceCount: userIds.length,
        created: seconds()
      })
      audience.jobs.length = Math.min(audience.jobs.length, LIMITS.GetAudienceDataResponse.jobs.max)
    }
  }
}
