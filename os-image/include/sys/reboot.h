/* The end of the machine's run: for root. */
#ifndef SYS_REBOOT_H
#define SYS_REBOOT_H

#include <kintsugi/kcall.h>

#define RB_POWEROFF HALT_POWEROFF
#define RB_REBOOT HALT_REBOOT

/* Everything is written back first. The status is what the machine ends with. */
int reboot(int how, int status);

#endif
