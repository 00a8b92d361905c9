/*
 * What a leak is. The system keeps some memory on purpose: PM the buffers from which
 * it loaded as many programs at once as it ever had to, RS a copy of a program that
 * came by an update. Such a thing grows up to a bound, and a leak each time. So
 * something leaks if it leaves more in use than before each time that it is done.
 */

/** More than PM's buffers can grow one by one. */
const TIMES_MAX = 8;

export interface Outcome {
	/** A sentence for each thing that was not as it has to be. */
	readonly problems: readonly string[];
	/** How many frames more are in use than before. */
	readonly framesMore: number;
}

/** Does it until it leaves nothing in use; how it went at last, a leak being one more problem. */
export async function untilNothingIsLeft<Result extends Outcome>(
	doIt: () => Promise<Result>,
): Promise<Result> {
	const more: number[] = [];
	for (;;) {
		const result = await doIt();
		if (result.framesMore === 0 || result.problems.length > 0) return result;
		more.push(result.framesMore);
		if (more.length < TIMES_MAX) continue;
		const problem = `more frames in use each time: ${more.join(', ')}`;
		return { ...result, problems: [...result.problems, problem] };
	}
}
