/**
 * Takes out of v86's devices what would make a run depend on its host (random numbers, the wall
 * clock, and picture buffers that exist only where a browser has `ImageData`), and what ours
 * stand in for.
 */

import type { SeededRandom } from '../random.ts';
import type { V86Cpu, V86Ne2k } from './internals.ts';

const VMWARE_PORT = 0x5658;
const MAC_LENGTH = 6;
/** Locally administered, the rest from the seed. */
const MAC_FIRST_BYTE = 0x02;
/** In `vga.get_state()`: the frame buffer, which is in linear memory and saved with that. */
const VGA_STATE_FRAME_BUFFER = 39;

/** The ne2k keeps its address twice: in a register and, each byte doubled, in its PROM. */
export function fixMacAddress({ mac, memory }: V86Ne2k, random: SeededRandom): void {
	for (let i = 0; i < MAC_LENGTH; i++) {
		mac[i] = i === 0 ? MAC_FIRST_BYTE : random.nextInt32() & 0xff;
		memory[2 * i] = mac[i] as number;
		memory[2 * i + 1] = mac[i] as number;
	}
}

/** v86's hypervisor port tells guests the host's time and time zone. */
export function removeHypervisorPort(cpu: V86Cpu): void {
	cpu.io.ports[VMWARE_PORT] = cpu.io.create_empty_entry();
}

/** Of a machine without a disk of v86's: the second channel. Its place and ports are free then. */
export function removeIde(cpu: V86Cpu): void {
	const { io } = cpu;
	const { ide, pci } = cpu.devices;
	for (const [port, { device }] of io.ports.entries()) {
		if (device === ide.secondary) {
			io.ports[port] = io.create_empty_entry();
		}
	}
	pci.devices[ide.pci_id] = undefined;
	pci.device_spaces[ide.pci_id] = undefined;
}

/** Pictures are read from the card's memory, never drawn by v86. */
export function stopDrawing(cpu: V86Cpu): void {
	const { vga } = cpu.devices;
	vga.set_size_graphical = () => {};
	vga.text_mode_redraw = () => {};
	vga.screen_fill_buffer = () => {};
	const getState = vga.get_state.bind(vga);
	vga.get_state = () => {
		const state = getState();
		state[VGA_STATE_FRAME_BUFFER] = new Uint8Array(0);
		return state;
	};
}
