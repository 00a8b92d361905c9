/**
 * Puts series that end in any order into the order of their numbers. What waits for its turn is
 * bounded: a series may begin only while it is less than `limit` turns ahead of the next one.
 */
export class SeriesOrder<Result> {
	private readonly waiting = new Map<number, Result>();

	/** Series are `first`, `first + step`, … */
	constructor(
		private next: number,
		private readonly step: number,
		private readonly limit: number,
	) {}

	mayBegin(series: number): boolean {
		return series < this.next + this.limit * this.step;
	}

	/** Takes the result of a series and returns those whose turn has come, in order. */
	finish(series: number, result: Result): Result[] {
		const isTwice = series < this.next || this.waiting.has(series);
		if (isTwice || !this.mayBegin(series)) {
			throw new RangeError(
				`Series ${series} is not expected now: the next is ${this.next}, and ` +
					`${this.waiting.size} others wait for it.`,
			);
		}
		this.waiting.set(series, result);
		const due: Result[] = [];
		for (;;) {
			const head = this.waiting.get(this.next);
			if (head === undefined) return due;
			this.waiting.delete(this.next);
			due.push(head);
			this.next += this.step;
		}
	}
}
