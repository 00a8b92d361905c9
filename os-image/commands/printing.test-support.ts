/*
 * What the tests of printing have in common: a guest whose printer is watched, jobs of numbered
 * lines, and the judge of what came out on paper.
 */
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';

const PAGE_END = /\f/;
const LINE = /^line (\d+) of (\S+)$/;
const SHEET =
	/^\*\*\* job \d+, (\S+): reprinted after (.*), from (?:the middle of )?page (\d+) \*\*\*$/;

export interface Reprint {
	readonly title: string;
	readonly why: string;
	readonly page: number;
}

export class PrintingGuest {
	private constructor(readonly guest: BootedGuest) {
		guest.machine.printer.onPrinted((bytes) => {
			this.printed += new TextDecoder().decode(bytes);
		});
	}

	/** All that the printer has printed so far. */
	printed = '';

	static async boot(): Promise<PrintingGuest> {
		return new PrintingGuest(await BootedGuest.boot());
	}

	/** The output of a command, which has to succeed. */
	async run(command: string): Promise<string> {
		const { status, output } = await this.guest.shell(command);
		if (status !== 0) throw new Error(`${command}: status ${status}\n${output}`);
		return output;
	}

	/** Makes /tmp/NAME of so many lines, each of which says its number and that name. */
	async makeText(name: string, lines: number): Promise<void> {
		const text = Array.from({ length: lines }, (_, index) => `line ${index + 1} of ${name}\n`);
		const bytes = new TextEncoder().encode(text.join(''));
		await this.guest.during(this.guest.channel.put(`/tmp/${name}`, bytes));
	}

	/** Waits until all jobs have left the queue, and all is on paper. */
	async finish(): Promise<void> {
		await this.run('until lpq | grep -q "no jobs"; do sleep 1; done; sleep 1');
	}
}

/** The sheets that say that a job was printed again, in order. */
export function reprintsIn(printed: string): Reprint[] {
	return linesOf(printed).flatMap((line) => {
		const [, title, why, page] = SHEET.exec(line) ?? [];
		return title && why ? [{ title, why, page: Number(page) }] : [];
	});
}

/**
 * Follows the lines of a text of `makeText` through what was printed: each comes right after the one
 * before it, but that behind a sheet the text may go back. Gives the number of the last line.
 */
export function followLines(printed: string, name: string): number {
	let last = 0;
	let mayGoBack = false;
	for (const line of linesOf(printed)) {
		if (SHEET.exec(line)?.[1] === name) mayGoBack = true;
		const [, digits, text] = LINE.exec(line) ?? [];
		if (text !== name) continue;
		const number = Number(digits);
		const isNext = number === last + 1 || (mayGoBack && number <= last);
		if (!isNext) throw new Error(`${name}: line ${number} comes after line ${last}.`);
		last = number;
		mayGoBack = false;
	}
	return last;
}

function linesOf(printed: string): string[] {
	return printed.split(PAGE_END).flatMap((page) => page.split('\n'));
}
