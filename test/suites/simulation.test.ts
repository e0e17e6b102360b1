/** The promise in every order of things. */
import '../simulation/simulation.test.ts'
