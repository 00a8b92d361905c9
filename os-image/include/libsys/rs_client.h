/*
 * The operator's way to the reincarnation server: one function per request of
 * proto/rs.h, which says who may ask. Each returns 0 or a negative error.
 */
#ifndef LIBSYS_RS_CLIENT_H
#define LIBSYS_RS_CLIENT_H

#include <proto/rs.h>

int rs_up(const struct rs_service *service, endpoint_t *endpoint);
int rs_start(const char *label, endpoint_t *endpoint);
int rs_wait(endpoint_t endpoint, u32 deadline_ms, struct rs_end *end);
int rs_kill(endpoint_t endpoint);
int rs_ping(endpoint_t endpoint, u32 deadline_ms);

/*
 * What a program of ours needs that is a server to others: all traps, messages
 * to anyone, the kernel calls that give no power over other processes.
 */
struct privilege rs_plain_privilege(const char *label);

#endif
