/** A failed build, in words for the person who started it: `main.ts` prints it without a stack. */
export class BuildError extends Error {
	override name = 'BuildError';
}
