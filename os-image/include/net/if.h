/*
 * The network's settings: requests (ioctl) to any socket. What changes something is for root.
 * Addresses are in the processor's byte order, as the network server keeps them.
 *
 * Those that list take an index in the structure and answer -EINVAL past the last.
 */
#ifndef NET_IF_H
#define NET_IF_H

#include <kintsugi/types.h>
#include <sys/ioctl.h>

#define IFNAMSIZ 16
#define NET_LABEL_SIZE 16

#define IFF_UP 1u        /* as the operator wishes */
#define IFF_RUNNING 2u   /* its driver runs, and the cable is in */
#define IFF_LOOPBACK 4u
#define IFF_DHCP 8u      /* DHCP decides its address */
#define IFF_BOUND 16u    /* and has decided */
#define IFF_PROMISC 32u

struct if_info {
	u32 index;
	char name[IFNAMSIZ];
	char driver[NET_LABEL_SIZE]; /* its label; empty: loopback */
	u32 flags;   /* IFF_* */
	u32 mtu;
	u8 mac[6];
	u16 link_mbit; /* 0: not known */
	u32 address, mask, gateway, name_server, dhcp_server;
	u32 lease_left_s; /* 0xffffffff: for ever */
	u64 received_frames, received_bytes, sent_frames, sent_bytes;
	u32 received_bad, received_dropped, sent_dropped;
	u32 driver_restarts; /* fresh instances that were taken over */
	u32 complaints;      /* about the driver, to the reincarnation server */
};

struct if_change {
	char name[IFNAMSIZ];
	u32 set;     /* IF_SET_* */
	u32 address, mask;
	u32 is_up, dhcp, promiscuous;
};
#define IF_SET_ADDRESS 1u
#define IF_SET_UP 2u
#define IF_SET_DHCP 4u
#define IF_SET_PROMISCUOUS 8u

struct route_info {
	u32 index;
	u32 destination, mask, gateway; /* gateway 0: directly */
	char interface[IFNAMSIZ];       /* to add: may be empty */
	u32 is_automatic;
};

struct arp_info {
	u32 index;
	u32 address;
	u8 mac[6];
	u8 is_complete, is_permanent;
	u32 age_s;
	char interface[IFNAMSIZ];
};

struct socket_info {
	u32 index;
	u32 type;  /* SOCK_* */
	u32 protocol;
	u32 state; /* of TCP: RFC 9293's, 0 closed, 1 listen, 2 SYN sent ... 10 time wait */
	u32 local_address, local_port, remote_address, remote_port;
	u32 unread, unsent, retransmitted, round_trip_us, congestion_window, nudges;
};

#define NET_COUNTERS_MAX 40u
struct net_counter_info {
	u32 index;
	u64 value;
	char name[24]; /* such as "tcp_retransmitted" */
};

#define SIOCGIFINFO IOCTL(IOCTL_TO_DRIVER | IOCTL_FROM_DRIVER, 'n', 1, sizeof(struct if_info))
#define SIOCSIFCHANGE IOCTL(IOCTL_TO_DRIVER, 'n', 2, sizeof(struct if_change)) /* ENODEV EINVAL EPERM */
#define SIOCGROUTE IOCTL(IOCTL_TO_DRIVER | IOCTL_FROM_DRIVER, 'n', 3, sizeof(struct route_info))
#define SIOCADDROUTE IOCTL(IOCTL_TO_DRIVER, 'n', 4, sizeof(struct route_info)) /* EEXIST ENETUNREACH ENOSPC */
#define SIOCDELROUTE IOCTL(IOCTL_TO_DRIVER, 'n', 5, sizeof(struct route_info)) /* ENOENT */
#define SIOCGARP IOCTL(IOCTL_TO_DRIVER | IOCTL_FROM_DRIVER, 'n', 6, sizeof(struct arp_info))
#define SIOCSETARP IOCTL(IOCTL_TO_DRIVER, 'n', 7, sizeof(struct arp_info))
#define SIOCDELARP IOCTL(IOCTL_TO_DRIVER, 'n', 8, sizeof(struct arp_info))
#define SIOCGSOCKET IOCTL(IOCTL_TO_DRIVER | IOCTL_FROM_DRIVER, 'n', 9, sizeof(struct socket_info))
#define SIOCGCOUNTER IOCTL(IOCTL_TO_DRIVER | IOCTL_FROM_DRIVER, 'n', 10, sizeof(struct net_counter_info))

#endif
