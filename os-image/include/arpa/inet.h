/* Internet addresses as text. */
#ifndef ARPA_INET_H
#define ARPA_INET_H

#include <netinet/in.h>

/* One to four numbers with dots between, as inet_aton(3) takes them; 0 when it is no address. */
int inet_aton(const char *text, struct in_addr *address);
in_addr_t inet_addr(const char *text); /* INADDR_NONE: no address */
char *inet_ntoa(struct in_addr address); /* in a buffer of its own, until the next call */
const char *inet_ntop(int family, const void *address, char *text, socklen_t size);
int inet_pton(int family, const char *text, void *address); /* four numbers; 1, or 0: no address */

#endif
