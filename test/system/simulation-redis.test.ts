/** The promise in every order of things, with Redis. */
import '../simulation/redis-histories.test.ts'
