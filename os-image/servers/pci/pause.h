/* Waiting on a thread, while the server's loop goes on. */
#ifndef PCI_PAUSE_H
#define PCI_PAUSE_H

#include <kintsugi/types.h>

#define MS 1000u /* in microseconds */

void pause_us(u32 us);

#endif
