/* ifconfig: shows and changes network interfaces. */
#ifndef IFCONFIG_H
#define IFCONFIG_H

#include <netkit/settings.h>

/* ---- show.c ---- */

/* All interfaces, or the one of that name; an interface that is not there is complained about. */
void show_interfaces(const char *only);

/* ---- change.c ---- */

/* Does what the words say to the interface; words that say nothing are wrong usage. */
void change_interface(const char *name, char **words);

#endif
