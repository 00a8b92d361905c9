/* All tables of tests, each ended by a NULL sentence, and the tests that take a seed. */
#ifndef NET_TEST_TESTS_H
#define NET_TEST_TESTS_H

#include "check.h"

extern const struct test timer_tests[];
extern const struct test checksum_tests[];
extern const struct test arp_tests[];
extern const struct test ip_tests[];
extern const struct test fragment_tests[];
extern const struct test icmp_tests[];
extern const struct test udp_tests[];
extern const struct test raw_tests[];
extern const struct test route_tests[];
extern const struct test socket_tests[];
extern const struct test dhcp_tests[];
extern const struct test dns_tests[];
extern const struct test interface_tests[];
extern const struct test tcp_open_tests[];
extern const struct test tcp_pair_tests[];
extern const struct test tcp_socket_tests[];
extern const struct test tcp_guard_tests[];
extern const struct test tcp_nudge_tests[];
extern const struct test tcp_close_tests[];
extern const struct test tcp_flow_tests[];
extern const struct test tcp_loss_tests[];

void tcp_transfers_run(u32 seed, u32 count);
void tcp_segments_run(u32 seed, u32 count);
void lossy_run(u32 seed, u32 count);
void fuzz_run(u32 seed, u32 count);

#endif
