/*
 * window.kintsugi: a small handle for tests and for pages that embed this one.
 * It reads what the page shows, types into the console and gives the guest commands;
 * it is stable, unlike the page's elements.
 */

import type { ControlCommand, ControlResult } from '../channel/control_channel.ts';
import type { Components } from '../telemetry/components.ts';
import type { Incidents } from '../telemetry/incidents.ts';
import type { PowerState } from '../worker/protocol.ts';
import type { BootPhase } from './model.ts';
import type { Networks } from './network_model.ts';
import type { PageStore } from './page_store.ts';
import type { PrinterModel } from './printer_model.ts';

export interface DebugHandle {
	/** The serial console as plain text, scrolled-back lines included. */
	consoleText(): string;
	/** Types into the serial console; "\r" is the Enter key. */
	type(text: string): void;
	/** Has the guest carry out a command by its control channel, past the console. */
	control(command: ControlCommand): Promise<ControlResult>;
	/** What the machine does. */
	power(): PowerState;
	/** How far the boot is. */
	phase(): BootPhase;
	/** Guest time in µs since power-on, as last reported (a few times a second). */
	guestTimeUs(): number;
	/** The guest's components, as its events tell of them. */
	components(): Components;
	/** The latest incidents, by number. */
	incidents(): Incidents;
	/** The network of each card: its traffic, its mails, its cable. */
	networks(): Networks;
	/** What came out of the printer, and how it is set. */
	printer(): PrinterModel;
}

declare global {
	interface Window {
		kintsugi: DebugHandle;
	}
}

export function installDebugHandle(store: PageStore): void {
	window.kintsugi = {
		consoleText: () => store.serial.text(),
		type: (text) => store.serial.type(text),
		control: (command) => store.control(command),
		power: () => store.model.value.power,
		phase: () => store.model.value.phase,
		guestTimeUs: () => store.model.value.speed?.guestUs ?? 0,
		components: () => store.model.value.recovery.components,
		incidents: () => store.model.value.recovery.incidents,
		networks: () => store.model.value.networks,
		printer: () => store.model.value.printer,
	};
}
