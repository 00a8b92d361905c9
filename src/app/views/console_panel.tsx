/*
 * The console: the serial line, the text screen and the events as tabs (and
 * system and network, where there is no room beside it). Until there is a machine it shows how
 * far the boot is, or what went wrong.
 */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { narrow, roomy } from '../media.ts';
import type { ConsoleTab, PageStore } from '../page_store.ts';
import { BootProgress } from './boot_progress.tsx';
import { EventsPanel } from './events_panel.tsx';
import { KeyRow } from './key_row.tsx';
import { NetworkPanel } from './network_panel.tsx';
import { PrinterPanel } from './printer_panel.tsx';
import { SoundPanel } from './sound_panel.tsx';
import { StopNotice } from './stop_notice.tsx';
import { SystemPanels } from './system_panels.tsx';
import { ConsoleChoice, TextScreenView } from './text_screen.tsx';

const tabs: readonly { id: ConsoleTab; label: string }[] = [
	{ id: 'system', label: 'System' },
	{ id: 'serial', label: 'Serial console' },
	{ id: 'screen', label: 'Screen' },
	{ id: 'network', label: 'Network' },
	{ id: 'printer', label: 'Printer' },
	{ id: 'sound', label: 'Sound' },
	{ id: 'events', label: 'Events' },
];

export function ConsolePanel({ store }: { store: PageStore }) {
	const elsewhere: Partial<Record<ConsoleTab, boolean>> = {
		system: !narrow.value,
		network: roomy.value,
	};
	const shown = tabs.filter(({ id }) => !elsewhere[id]);
	const chosen = store.tab.value;
	const tab = (shown.find(({ id }) => id === chosen) ?? shown[0])?.id ?? 'serial';
	const power = useMemo(() => store.select((model) => model.power), [store]).value;
	const phase = useMemo(() => store.select((model) => model.phase), [store]).value;
	const loading = power === 'loading';
	const poweredOn = phase !== 'fetching' && phase !== 'compiling';
	const panel = useRef<HTMLElement>(null);

	/** Back to the tabs, from where Tab goes on through the page. */
	const leave = () => {
		panel.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
	};
	useEffect(() => {
		store.serial.onLeave = leave;
	}, [store]);

	return (
		<section class="panel console-panel" aria-label="Console" ref={panel}>
			<div class="panel-head">
				<TabList store={store} tabs={shown} current={tab} />
				{tab === 'serial' && !narrow.value && (
					<p class="hint">
						<kbd>Ctrl</kbd> <kbd>]</kbd> leaves the terminal
					</p>
				)}
				{tab === 'screen' && poweredOn && !narrow.value && (
					<div class="screen-tools">
						<p class="hint">
							Click the screen to type (US layout); <kbd>Ctrl</kbd> <kbd>]</kbd>{' '}
							leaves it
						</p>
						<ConsoleChoice store={store} />
					</div>
				)}
			</div>
			<StopNotice store={store} />
			<div
				class="console-body"
				role="tabpanel"
				id="console-tabpanel"
				aria-labelledby={`tab-${tab}`}
			>
				{loading && tab !== 'events' && <BootProgress store={store} />}
				{tab === 'system' && poweredOn && (
					<div class="system">
						<SystemPanels store={store} />
					</div>
				)}
				<SerialView store={store} visible={tab === 'serial' && poweredOn} />
				{tab === 'screen' && poweredOn && <TextScreenView store={store} onLeave={leave} />}
				{tab === 'network' && poweredOn && <NetworkPanel store={store} />}
				{tab === 'printer' && poweredOn && <PrinterPanel store={store} />}
				{tab === 'sound' && poweredOn && <SoundPanel store={store} />}
				{tab === 'events' && <EventsPanel store={store} />}
			</div>
			{narrow.value && poweredOn && tab === 'serial' && <KeyRow serial={store.serial} />}
			{narrow.value && poweredOn && tab === 'screen' && <ConsoleChoice store={store} />}
		</section>
	);
}

interface TabListProps {
	store: PageStore;
	tabs: readonly { id: ConsoleTab; label: string }[];
	current: ConsoleTab;
}

/** Tabs as the ARIA practices have them: one tab stop, arrow keys move and choose. */
function TabList({ store, tabs, current }: TabListProps) {
	const list = useRef<HTMLDivElement>(null);

	const onKeyDown = (event: KeyboardEvent) => {
		const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
		if (step === undefined) return;
		event.preventDefault();
		const index = tabs.findIndex(({ id }) => id === current);
		const next = tabs[(index + step + tabs.length) % tabs.length];
		if (!next) return;
		store.showTab(next.id);
		list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
	};

	return (
		<div class="tabs" role="tablist" aria-label="Console" ref={list} onKeyDown={onKeyDown}>
			{tabs.map(({ id, label }) => (
				<button
					key={id}
					type="button"
					role="tab"
					id={`tab-${id}`}
					aria-selected={id === current}
					aria-controls="console-tabpanel"
					tabIndex={id === current ? 0 : -1}
					onClick={() => store.showTab(id)}
				>
					{label}
				</button>
			))}
		</div>
	);
}

/** The terminal stays in the page when it is hidden, so that it keeps its contents and size. */
function SerialView({ store, visible }: { store: PageStore; visible: boolean }) {
	const element = useRef<HTMLDivElement>(null);

	useEffect(() => {
		if (!element.current) return undefined;
		return store.serial.attach(element.current);
	}, [store]);

	useEffect(() => {
		// Typing should reach the guest at once, but never by taking the focus from something else.
		if (visible && document.activeElement === document.body) store.serial.focus();
	}, [store, visible]);

	return <div class="serial-view" ref={element} hidden={!visible} />;
}
