/*
 * What the page's address asks of the machine, so that a link can say it:
 *     ?param=init=libsystest&param=KEY=VALUE    lines of the parameter sector
 *     ?clock=virtual                            the clock to start on
 */
import type { ClockKind } from '../machine/api.ts';

export interface AddressOptions {
	clock: ClockKind;
	params: Record<string, string>;
}

/** `query` is the address from its "?" on; what is not understood there is left alone. */
export function addressOptions(query: string): AddressOptions {
	const words = new URLSearchParams(query);
	const params = words
		.getAll('param')
		.map((word) => /^([^=]+)=(.*)$/s.exec(word))
		.filter((match) => match !== null)
		.map(([, key = '', value = '']): [string, string] => [key, value]);
	return {
		clock: words.get('clock') === 'virtual' ? 'virtual' : 'real',
		params: Object.fromEntries(params),
	};
}
