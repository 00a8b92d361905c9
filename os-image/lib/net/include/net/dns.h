/*
 * DNS messages (RFC 1035): questions for addresses and their answers, made and read
 * without state. Names are text without a final dot. Nothing in a message is trusted:
 * compression loops, lengths and counts are checked.
 */
#ifndef NET_DNS_H
#define NET_DNS_H

#include <net/net.h>

#define DNS_PORT 53u
#define DNS_MESSAGE_MAX 512u /* over UDP */
#define DNS_NAME_MAX 253u

/* A question for the IPv4 addresses of a name. Bytes written, or -EINVAL: no valid name. */
s32 dns_write_question(u8 message[DNS_MESSAGE_MAX], u16 id, const char *name);

struct dns_answer {
	u32 count; /* of addresses, at most the caller's limit */
	u32 ttl_s; /* the least of them */
};

/*
 * Reads the answer to that question. 0; -ENOENT: the name does not exist or has no address;
 * -EAGAIN: the server failed (SERVFAIL, REFUSED); -EBADMSG: malformed; -EPROTO: it answers something else.
 */
s32 dns_read_answer(const u8 *message, u32 length, u16 id, const char *name, ip_address *addresses,
		    u32 limit, struct dns_answer *answer);

#endif
