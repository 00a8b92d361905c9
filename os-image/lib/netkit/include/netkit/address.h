/* Addresses of tools: what people type, what they are shown, and what a name stands for. */
#ifndef NETKIT_ADDRESS_H
#define NETKIT_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOST_SIZE 254u /* of a name, RFC 1035, 2.3.4, or an address, with its NUL */
#define ADDRESSES_MAX 8u
#define ADDRESS_TEXT_SIZE 24u

/* A port from 1 to 65535, by number or by its name in /etc/services ("udp", "tcp"). */
bool parse_port(const char *text, const char *protocol, uint16_t *port);
/* The same for operands and options: a text that is no port is wrong usage, which ends the tool. */
uint16_t need_port(const char *text, const char *protocol);

/*
 * Cuts "HOST" or "HOST:PORT" in two; *port stays as it is when there is none. false: the host
 * is empty or too long, or the port is none.
 */
bool split_host_port(const char *text, char host[HOST_SIZE], uint16_t *port);

/*
 * The addresses of a name, each with that port: at most ADDRESSES_MAX, their number; or a
 * negative EAI_* of <netdb.h>, for which lookup_error has the words. Just after boot it waits
 * for the network (wait_for_boot): tools that connect to others all come by here.
 */
int find_addresses(const char *host, uint16_t port, struct sockaddr_in list[ADDRESSES_MAX]);
const char *lookup_error(int error);

/* As "10.0.2.2" and "10.0.2.2:80". */
char *format_address(char text[ADDRESS_TEXT_SIZE], struct in_addr address);
char *format_endpoint(char text[ADDRESS_TEXT_SIZE], const struct sockaddr_in *endpoint);

#endif
