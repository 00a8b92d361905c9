/*
 * What happens before the guest can speak: each file with its bytes, then the
 * processor's compilation.
 */
import { useMemo } from 'preact/hooks';
import type { BootFile, FetchProgress } from '../../worker/protocol.ts';
import { formatBytes, formatShare } from '../format.ts';
import type { PageStore } from '../page_store.ts';

const files: readonly { file: BootFile; label: string }[] = [
	{ file: 'wasm', label: 'Processor' },
	{ file: 'bios', label: 'Firmware' },
	{ file: 'netWasm', label: 'Network' },
	{ file: 'image', label: 'Disk image' },
];

export function BootProgress({ store }: { store: PageStore }) {
	const downloads = useMemo(() => store.select((model) => model.downloads), [store]).value;
	const phase = useMemo(() => store.select((model) => model.phase), [store]).value;
	return (
		<div class="boot-progress">
			<h2>Starting the machine</h2>
			<ol>
				{files.map(({ file, label }) => (
					<DownloadStep key={file} label={label} progress={downloads[file]} />
				))}
				<li>
					<span>Compile the processor and power on</span>
					<span class="figure">{phase === 'compiling' ? 'under way' : 'waits'}</span>
					<progress value={phase === 'compiling' ? undefined : 0} max={1} />
				</li>
			</ol>
		</div>
	);
}

function DownloadStep({ label, progress }: { label: string; progress: FetchProgress | undefined }) {
	return (
		<li>
			<span>{label}</span>
			<span class="figure">{describeDownload(progress)}</span>
			<progress aria-label={label} value={shareDone(progress)} max={1} />
		</li>
	);
}

function describeDownload(progress: FetchProgress | undefined): string {
	if (!progress) return 'waits';
	const { loadedBytes, totalBytes, done } = progress;
	if (done || totalBytes === undefined) return formatBytes(loadedBytes);
	const share = formatShare(loadedBytes / totalBytes);
	return `${formatBytes(loadedBytes)} of ${formatBytes(totalBytes)} · ${share}`;
}

/** Undefined, which draws a bar without a measure, when the total is not known. */
function shareDone(progress: FetchProgress | undefined): number | undefined {
	if (!progress) return 0;
	if (progress.done) return 1;
	return progress.totalBytes && progress.loadedBytes / progress.totalBytes;
}
