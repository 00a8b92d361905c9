/*
 * The MINIX file server: serves one file system on one minor of a block driver.
 *
 *     mfs LABEL [CACHE_KB]
 *
 * Several run at once, each with a label of its own. It answers proto/fs.h, and
 * only to the process labelled "vfs". Each request runs on a thread of a pool,
 * so one that waits for the disk holds up nobody who finds what he wants in the
 * cache.
 *
 *     main.c, requests.c       messages to calls of the logic below, and back
 *     volume names rename      the operations
 *     directory file readahead attributes
 *     map truncate allocate    which zones a file has, and which are free
 *     inode cache* writeback   what is kept in memory
 *     disk recovery            the driver, and its successors
 *     recovery_kept _group _take_over   what this server's own successor finds
 *     wait damage platform     what all of them use
 *
 * Everything from `volume` to `cache`, and what is kept for the successor, knows
 * neither messages (but for their shape) nor kernel: the tests compile it for the host.
 */
#ifndef MFS_SERVER_H
#define MFS_SERVER_H

#include <libsys/event_loop.h>

extern const char *server_label;

/* requests.c */
extern const struct event_route request_routes[];
extern const u32 request_route_count;
s32 request_accept(const struct message *request);

#endif
