/*
 * What an error says, as the end of a sentence.
 */
export function problem(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
