/*
 * A small world for tests: hosts with a stack each, on one Ethernet whose faults a seed
 * decides, and a clock that jumps to the next thing that happens.
 *
 * A host's memory is counted: world_end fails if a byte of it was not given back.
 */
#ifndef NET_TEST_WORLD_H
#define NET_TEST_WORLD_H

#include <net/net.h>

#define HOSTS_MAX 4u
#define FLIGHTS_MAX 4096u
#define FRAME_MAX 1514u
#define MASK_24 0xffffff00u
#define HOST_A 0x0a000001u /* 10.0.0.1; host i has 10.0.0.(1 + i) */
#define HOST_B 0x0a000002u
#define HOST_C 0x0a000003u
#define SECOND_US 1000000u

/* Of a thousand frames, how many ... */
struct faults {
	u32 lost;
	u32 repeated;
	u32 corrupted; /* one bit of an IP packet */
	u32 delayed;   /* so that later ones overtake it */
};

struct flight {
	u64 at_us;
	u64 order;
	u32 to; /* host */
	u32 length;
	u8 *frame;
};

struct host {
	struct world *world;
	u32 index;
	struct net *net;
	struct net_interface *interface;
	void *memory;
	u64 bytes_held;   /* that the stack has and has not given back */
	u64 bytes_max;    /* it may hold; allocations beyond fail */
	u32 blocks_held;
	u32 frames_left;  /* that its interface has room for; without end: UINT32_MAX */
	u32 frames_sent;
	u32 address_changes;
	u32 socket_changes;
	u32 random;
	char last_line[128];
	u8 frame[FRAME_MAX + 64];
};

struct world {
	u64 now_us;
	u64 next_order;
	u32 random;
	struct faults faults;
	struct host hosts[HOSTS_MAX];
	u32 host_count;
	struct flight flights[FLIGHTS_MAX];
	u32 flight_count;
	/* Is shown each frame before it leaves; says whether it may. NULL: all may. */
	int (*filter)(struct world *world, const struct host *from, u8 *frame, u32 length);
	void *filter_context;
};

/* A world with `hosts` hosts, whose interfaces are up and have their addresses. */
struct world *world_begin(u32 seed, u32 hosts);
/* Destroys all stacks, checks that nothing was leaked, and frees it. */
void world_end(struct world *world);
/* Goes on for a time; what is due at its end has happened. */
void world_run(struct world *world, u64 duration_us);
/* Goes on until the condition holds; fails when the time is over before. */
#define WORLD_UNTIL(world, condition, limit_us)                                              \
	do {                                                                                 \
		u64 end_ = (world)->now_us + (limit_us);                                     \
		world_settle(world);                                                         \
		while (!(condition)) {                                                       \
			CHECK((world)->now_us < end_ && "in time: " #condition);             \
			world_step(world, end_);                                             \
		}                                                                            \
	} while (0)
/* Everything that is due now happens. */
void world_settle(struct world *world);
/* The clock goes to the next thing, at most to `end_us`, which happens. */
void world_step(struct world *world, u64 end_us);
u32 world_random(struct world *world);
/* All frames that are under way are lost. */
void world_lose_flights(struct world *world);

/* A frame from nowhere into a host. */
void host_input(struct host *host, const u8 *frame, u32 length);
void host_mac(u32 index, u8 mac[MAC_BYTES]);
/* A socket, which must be there. */
struct net_socket *host_socket(struct host *host, enum net_socket_type type, u32 protocol);
/* A UDP socket with a port of its own. */
struct net_socket *host_udp(struct host *host, u16 port);
s32 udp_send(struct net_socket *socket, ip_address to, u16 port, const void *bytes, u32 length);
/* The next datagram into `bytes`; its length, or an error. */
s32 udp_receive(struct net_socket *socket, void *bytes, u32 limit, struct net_address *from);

#endif
