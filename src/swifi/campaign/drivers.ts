/**
 * The drivers that a campaign can inject faults into, in the order of `all`.
 */
export const campaignDrivers = [
	'eth.rtl8139',
	'eth.dp8390',
	'blk.at_disk',
	'blk.ramdisk',
	'chr.tty',
	'chr.printer',
	'chr.audio',
	'chr.random',
] as const;

/** The label of a driver that is given by its label or, without the class, by its name. */
export function driverLabel(word: string): string | undefined {
	return campaignDrivers.find((label) => label === word || label.endsWith(`.${word}`));
}
