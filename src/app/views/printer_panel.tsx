/*
 * The printer: what came out of it, the newest on top, with the sheets that say that a
 * job was printed again; its on-line button and its paper.
 */
import { useMemo } from 'preact/hooks';
import type { PrintedPage } from '../../machine/api.ts';
import { formatDuration } from '../format.ts';
import { type PageStore, samplePrintJob } from '../page_store.ts';
import { type PrinterModel, printedText, reprintMark } from '../printer_model.ts';
import { killHindrance } from '../recovery_model.ts';
import { componentShapes } from './icons.tsx';

export function PrinterPanel({ store }: { store: PageStore }) {
	const printer = useMemo(() => store.select((model) => model.printer), [store]).value;
	const { pages, unfinishedPage } = printer;
	const isEmpty = pages.length === 0 && unfinishedPage === '';
	return (
		<section class="panel printer-panel" aria-label="Printer">
			<PrinterControls store={store} printer={printer} isEmpty={isEmpty} />
			{isEmpty ? (
				<NothingPrinted store={store} />
			) : (
				<ol class="sheets" aria-label="Pages, the newest first">
					{unfinishedPage !== '' && <UnfinishedSheet text={unfinishedPage} />}
					{pages.toReversed().map((page) => (
						<Sheet key={page.id} page={page} />
					))}
				</ol>
			)}
		</section>
	);
}

interface ControlsProps {
	store: PageStore;
	printer: PrinterModel;
	isEmpty: boolean;
}

function PrinterControls({ store, printer, isEmpty }: ControlsProps) {
	const { isOnline, hasPaper, pages } = printer;
	const power = useMemo(() => store.select((model) => model.power), [store]).value;
	const disabled = !(power === 'running' || power === 'paused') || store.busy.value;
	return (
		<div class="printer-controls">
			<p class="printer-state" role="status">
				{stateOf(printer)}
			</p>
			<button
				type="button"
				class="switch"
				role="switch"
				aria-checked={isOnline}
				disabled={disabled}
				title={isOnline ? 'Takes the printer off line' : 'Puts the printer on line'}
				onClick={() => void store.setPrinter({ isOnline: !isOnline })}
			>
				<i />
				on line
			</button>
			<button
				type="button"
				class="switch"
				role="switch"
				aria-checked={hasPaper}
				disabled={disabled}
				title={hasPaper ? 'Takes the paper out' : 'Puts paper in'}
				onClick={() => void store.setPrinter({ hasPaper: !hasPaper })}
			>
				<i />
				paper
			</button>
			<span class="count">
				{pages.length} {pages.length === 1 ? 'page' : 'pages'}
			</span>
			<button
				type="button"
				class="button small"
				disabled={isEmpty}
				title="Saves all that was printed as a text file, with form feeds between pages"
				onClick={() => saveText(printer)}
			>
				Text
			</button>
		</div>
	);
}

function stateOf({ isOnline, hasPaper }: PrinterModel): string {
	if (!hasPaper) return 'Out of paper: jobs wait.';
	return isOnline ? 'Ready.' : 'Off line: jobs wait.';
}

function NothingPrinted({ store }: { store: PageStore }) {
	const phase = useMemo(() => store.select((model) => model.phase), [store]).value;
	const hindrance = useMemo(() => store.select(killHindrance), [store]).value;
	return (
		<div class="empty">
			<p>
				Nothing was printed yet. Type <code class="mono">{samplePrintJob}</code> in the
				console, then kill <b class="mono">chr.printer</b> while it prints: the page that
				was interrupted comes again, and a sheet says so.
			</p>
			<button
				type="button"
				class="button small"
				disabled={phase !== 'ready' || hindrance !== undefined}
				title={hindrance ?? "Types it into the console's shell"}
				onClick={() => store.startPrinting()}
			>
				Type it
			</button>
		</div>
	);
}

function UnfinishedSheet({ text }: { text: string }) {
	return (
		<li class="sheet unfinished">
			<h3>in the printer</h3>
			<pre class="mono">{text}</pre>
		</li>
	);
}

function Sheet({ page: { id, atUs, text } }: { page: PrintedPage }) {
	const mark = reprintMark(text);
	return (
		<li class={mark ? 'sheet reprint' : 'sheet'}>
			<h3>
				{mark && <componentShapes.seam />}
				{mark ? `${mark.job}: printed again` : `page ${id}`}
				<span class="at">{formatDuration(atUs)}</span>
			</h3>
			{mark ? <p>{mark.how}</p> : <pre class="mono">{text || ' '}</pre>}
		</li>
	);
}

function saveText(printer: PrinterModel): void {
	const url = URL.createObjectURL(new Blob([printedText(printer)], { type: 'text/plain' }));
	const link = document.createElement('a');
	link.href = url;
	link.download = 'printed.txt';
	link.click();
	URL.revokeObjectURL(url);
}
