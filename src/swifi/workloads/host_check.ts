/**
 * What the host sees of a workload that the guest can't: paper, sound, the other end of a line.
 *
 * A check keeps as little as it can, and nothing that is needed to go on from another moment of the
 * machine: after `restart` it takes up what is under way there.
 */
export interface HostCheck {
	/** The number of the last round of which all was right; undefined before the first. */
	readonly lastRight: number | undefined;
	/** How often something was wrong since `restart`. */
	readonly corrupted: number;
	/** What was wrong last. */
	readonly lastWrong: string;
	restart(): void;
}
