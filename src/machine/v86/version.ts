/**
 * The one version of v86 these hooks are written for. They reach into its internals, so any other
 * version is refused before it runs.
 */

import { UnsupportedV86Error } from '../errors.ts';

export const V86_VERSION = '0.5.462';

/** Checks the version in v86's package.json, which carries a "+commit" behind the number. */
export function checkV86Version(found: string): void {
	if (found.split('+')[0] !== V86_VERSION) {
		throw new UnsupportedV86Error(
			`The machine needs v86 ${V86_VERSION}, found ${found}. Install that version ` +
				`(npm install --save-exact v86@${V86_VERSION}), or adapt src/machine/v86 to the ` +
				'new one and change V86_VERSION.',
		);
	}
}
