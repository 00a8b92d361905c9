/*
 * Bringing a function back into the state it had after power-on, for a driver
 * that finds its device in a state from which it can't start.
 *
 * The ways, in the order in which they are thought of:
 *     power   the function is put to sleep and woken (D3hot, D0), if it has the
 *             capability and loses its state by that
 *     card    the card's own reset, for cards that are known
 * Either leaves its addresses, interrupt line and command register as they were, but
 * for bus mastering, which is off before and after.
 *
 * What a function had is in our memory meanwhile: should the server end within
 * those 20 ms of a reset by power, the function is left without its addresses, and
 * its driver without a device until the next boot.
 */
#ifndef PCI_RECOVERY_H
#define PCI_RECOVERY_H

#include <kintsugi/types.h>

int reset_is_possible(u16 function);

/*
 * On a thread; takes some ms, and of a device that stays busy some seconds. 0;
 * -EOPNOTSUPP: there is no way; -EIO: the function did not come back, and the log
 * tells why. Not to be called for a function that is being reset.
 */
s32 reset_function(u16 function);

/* Whether a thread is in reset_function for it, so that its registers mean nothing. */
int reset_is_under_way(u16 function);

/* ---- the ways: 0 or -EIO, with a line to the log ---- */

/* recovery_power.c: `capability` is the offset of its registers; 0: it can't be reset so. */
u32 reset_power_capability(u16 function);
s32 reset_by_power(u16 function, u32 capability);

/* recovery_cards.c: NULL: the card is not known. */
struct card;
const struct card *reset_find_card(u16 function);
s32 reset_by_card(u16 function, const struct card *card);

/* Says what went wrong with a function. */
void reset_failed(u16 function, const char *what);

#endif
