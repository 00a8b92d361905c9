/* Names for addresses and ports that are shown: those of /etc/hosts and /etc/services. */
#ifndef NETKIT_NAMES_H
#define NETKIT_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#define NAME_TEXT_SIZE 40

/* The name, or the address as numbers where there is none and with is_numeric. */
const char *address_name(char text[NAME_TEXT_SIZE], uint32_t address, bool is_numeric);
/* The same for a port of "tcp" or "udp". */
const char *port_name(char text[NAME_TEXT_SIZE], uint16_t port, const char *protocol,
		      bool is_numeric);

#endif
