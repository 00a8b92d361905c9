/** The field Range of a request (RFC 9110 §14), of which the first range is served; pure. */

/** Bytes `from` to before `end` of a content. */
export interface ByteRange {
	readonly from: number;
	readonly end: number;
}

export type RangeAnswer =
	/** No range, or one in a form that is to be ignored: the whole content. */
	| { readonly kind: 'whole' }
	| { readonly kind: 'part'; readonly range: ByteRange }
	| { readonly kind: 'unsatisfiable' };

const SINGLE_RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/** `size`: bytes of the whole content. */
export function selectRange(field: string | undefined, size: number): RangeAnswer {
	const [, first, last] = SINGLE_RANGE.exec(field ?? '') ?? [];
	if (first === undefined || last === undefined || (first === '' && last === '')) {
		return { kind: 'whole' };
	}
	if (first === '') {
		const count = Math.min(Number(last), size);
		return part({ from: size - count, end: size });
	}
	const from = Number(first);
	if (last !== '' && Number(last) < from) {
		return { kind: 'whole' }; // §14.1.1: such a range is invalid, and to be ignored
	}
	const end = last === '' ? size : Math.min(Number(last) + 1, size);
	return part({ from, end });
}

function part(range: ByteRange): RangeAnswer {
	return range.from < range.end ? { kind: 'part', range } : { kind: 'unsatisfiable' };
}
