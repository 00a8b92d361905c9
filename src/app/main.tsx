/*
 * The page's entry: makes the console and the store, draws the page, starts the
 * machine.
 */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { addressOptions } from './address_options.ts';
import { installDebugHandle } from './debug_handle.ts';
import { dark, narrow } from './media.ts';
import { PageStore } from './page_store.ts';
import { SerialConsole } from './serial_console.ts';
import './styles/tokens.css';
import './styles/layout.css';
import './styles/machine_bar.css';
import './styles/console.css';
import './styles/events.css';
import './styles/components.css';
import './styles/incidents.css';
import 'uplot/dist/uPlot.min.css';
import './styles/network.css';
import './styles/printer.css';
import './styles/sound.css';
import { Page } from './views/page.tsx';

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element "app" to draw the page in.');

const monospace = getComputedStyle(document.documentElement).getPropertyValue('--font-mono');
const store = new PageStore(new SerialConsole(monospace), addressOptions(location.search));
effect(() => store.serial.setDark(dark.value));
effect(() => store.serial.setFontSize(narrow.value ? 12 : 13));
installDebugHandle(store);
render(<Page store={store} />, root);
await store.start();
