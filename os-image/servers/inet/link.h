/*
 * A link: an interface of the stack and the driver of its card (proto/netdriver.h).
 *
 * Frames that the stack sends wait in slots, a ring in the memory that the driver may
 * read, from the time they are written until the card is done with them; so what was on
 * its way when a driver died is still there for its successor. Frames that come are
 * written by the driver into regions, which are given back to it as soon as the stack has
 * seen what is in them.
 */
#ifndef INET_LINK_H
#define INET_LINK_H

#include <kintsugi/privilege.h>
#include <libsys/grant.h>
#include <libsys/timer.h>
#include <net/net.h>
#include <proto/netdriver.h>

#define LINKS_MAX (NET_INTERFACES_MAX - 1u)

#define LINK_SLOTS 64u
#define LINK_SLOT_BYTES 1536u /* a frame of ETHERNET_MAX, at a multiple of NET_FRAME_ALIGN */
#define LINK_SENDS 3u         /* requests under way: the driver is never without work while one comes back */
#define LINK_REGIONS 2u /* the driver fills one while the other is read */
#define LINK_REGION_BYTES (72u * 1024u) /* the table, and full frames for all of it, with what is between them */

enum link_state {
	LINK_ABSENT,      /* no driver has been seen, or it was given up */
	LINK_WAITING,     /* it died, or goes: its successor is awaited */
	LINK_CONFIGURING, /* the driver was told what is wanted, and has not answered */
	LINK_UP,
};

struct link;

/* Requests of one kind under way; context of their completion. */
struct link_send {
	struct link *link;
	u32 id;    /* 0: none under way */
	u32 first; /* number of the first slot */
	u32 count;
};

struct link_region {
	struct link *link;
	u32 id; /* 0: the driver does not have it */
	grant_id_t grant;
	u32 count; /* answered: so many frames are to be read, in their turn */
	u8 *memory;
};

struct link {
	char label[LABEL_LEN]; /* empty: no such link */
	enum link_state state;
	endpoint_t driver;     /* who has been, or is being, configured; EP_NONE */
	struct net_interface *interface;
	u32 promiscuous;
	u32 link_is_up; /* the cable, as the driver says */
	u32 link_mbit;
	struct timer retry; /* asks again a driver that could not be configured, or gave all back */
	u32 failures;       /* of that kind since frames came last */
	u32 was_up;         /* ever: the operator's and DHCP's word about it is known */

	/* sending: link_send.c. Slots are numbered from 0 on, without end. */
	u8 *slots;
	u16 lengths[LINK_SLOTS];
	u8 is_done[LINK_SLOTS];
	u8 deaths[LINK_SLOTS]; /* of drivers that had it, and that nobody had killed */
	u32 first;     /* the oldest that is not done with */
	u32 unsent;    /* the oldest that no request has */
	u32 lost;      /* where `unsent` was when the last driver was lost; not before `first` */
	u32 end;       /* where the next is written */
	u32 was_full;  /* the stack waits for room */
	grant_id_t grant; /* of all slots, for the driver */
	struct link_send sends[LINK_SENDS];

	/* receiving: link_receive.c */
	struct link_region regions[LINK_REGIONS];
	u32 next_region; /* whose frames come next */

	/* recovery_link.c */
	endpoint_t successor; /* the latest that was told of; EP_NONE */
	u32 cause;            /* enum defect_class of the death that the instance follows; 0: of none, or it is in use */
	u32 restarts;

	/* recovery_silence.c */
	struct timer silence;
	u32 silence_us; /* how much of it is suspicious */
	u64 received;   /* frames, when it was looked at last */
	u64 usable_since_us; /* driver, cable and interface are up; 0: not all are */
	u32 complaints;
};

extern struct link links[LINKS_MAX];
#define FOR_EACH_LINK(l)                                                                           \
	for (struct link *l = links; l < links + LINKS_MAX; l++)                                   \
		if (l->label[0] != '\0')

/* link.c */
void links_init(u32 count, char **labels);
struct link *link_of(const struct net_interface *interface); /* NULL: loopback */
struct link *link_by_label(const char *label);               /* NULL */
/* Begins to use the instance `driver`. */
void link_configure(struct link *link, endpoint_t driver);
/* Asks for another receive mode. */
void link_set_promiscuous(struct link *link, int is_promiscuous);
/* What a driver says unasked. */
void link_notice(struct message *notice);
/* Ends all that was under way to the driver; what it had not sent yet waits to be sent again. */
void link_detach(struct link *link);
/*
 * The driver, which is detached, is asked again some time later. One that can't be used
 * time and again is complained about.
 */
void link_retry(struct link *link, endpoint_t driver, u64 after_us);
/* A driver's answer that its protocol does not allow. */
void link_breach(struct link *link, u32 reason, const char *what);

/* link_send.c */
extern const struct net_link link_operations;
void link_send_start(struct link *link); /* the driver is configured */
void link_send_flush(struct link *link);
void link_send_detach(struct link *link);
/* What the last driver had may have killed it: a frame that was there twice is given up. */
void link_send_blame(struct link *link);

/* link_receive.c */
void link_receive_start(struct link *link);
void link_receive_detach(struct link *link);

/* recovery_link.c */
void recovery_link_init(void);
/* The driver has been configured: it is in use, and the stack is told what that means. */
void recovery_link_up(struct link *link);
/* A request ended with -EDEADEP, or with -EMOVED: the driver is dead, or gives back what it has. */
void recovery_link_lost(struct link *link, s32 status);

/* recovery_silence.c */
/* Looks whether anybody waits in vain, and when to look again. */
void recovery_silence_watch(struct link *link);
void recovery_silence_reset(struct link *link);

#endif
