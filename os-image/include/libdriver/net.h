/*
 * The network driver's half of proto/netdriver.h.
 *
 * A driver describes its card by a struct of functions that each do a small thing at
 * once: say how many frames the card would take and where to put them, hand over the
 * frames that have come, switch interrupts on and off. The library does the rest: it
 * checks who asks (INET alone) and what is asked, keeps the requests, copies frames
 * between INET's memory and the card's, answers each request exactly once, and
 * counts frames and bytes. The driver's interrupt handler tells what it found, and
 * ends with net_turn:
 *
 *     static void
 *     my_interrupt(u32 hooks, u64 time_us)
 *     {
 *         u32 events = my_card_events();       // read and acknowledge
 *
 *         net_card_counters.interrupts++;
 *         if (events & MY_LINK_CHANGED)
 *             net_link(my_link_is_up(), 100);
 *         net_turn();                          // receives, sends, answers
 *         sys_irq_enable(my_hook);
 *     }
 *
 * A turn asks the driver what was sent, fills the card with what waits to be sent,
 * moves what has come into the regions that are there, and then switches exactly
 * those interrupts on that somebody waits for. A turn comes with each request, too. So under load
 * frames are moved many at a time, and none of them costs a wake-up of its own.
 *
 * All functions run on the loop's own stack and must not wait. Only `configure` is
 * called before the card was configured. They may call net_frame_sent and net_link.
 *
 * Kernel calls that the library needs: those of driver.h, but of the copying ones
 * K_SAFECOPY_TO and K_SAFECOPY_VECTOR.
 */
#ifndef LIBDRIVER_NET_H
#define LIBDRIVER_NET_H

#include <proto/netdriver.h>

/* Interrupts that a driver is asked for: bits. */
#define NET_WATCH_RECEIVE 1u /* a frame has come, or the card had no room for one */
#define NET_WATCH_SEND 2u    /* a frame was sent or given up on */

/* What a driver tells about its card when it was configured; the link by net_link. */
struct net_station {
	u8 address[ETHERNET_ADDRESS];
	u8 is_full_duplex;
};

/*
 * Frames on their way to one region. They lie in the driver's memory: in the ring that
 * the card writes, or in a buffer that the driver read them into. The library copies
 * whole pieces of that memory, as few as possible: frames that lie close together in
 * the order of their addresses become one piece.
 */
#define NET_PIECES_MAX 4u
#define NET_PIECE_GAP_MAX 32u /* bytes between its frames: heads, check sequences, padding */
struct net_piece {
	const u8 *start;
	u32 length;
};

struct net_batch {
	u32 length; /* of the region, bytes */
	u32 used;   /* of them, the table included */
	u32 count;  /* frames so far */
	struct net_frame frames[NET_RECEIVE_FRAMES];
	u32 piece_count;
	struct net_piece pieces[NET_PIECES_MAX];
};

/*
 * Adds a frame of `length` bytes (ETHERNET_HEADER to ETHERNET_MAX) at `start`, a multiple
 * of NET_FRAME_ALIGN. False: the batch does not take it, it stays for the next one. The
 * first frame of a batch is always taken. net_batch_takes answers before the frame is
 * there, for drivers that have yet to read it.
 */
int net_batch_add(struct net_batch *batch, const u8 *start, u32 length);
int net_batch_takes(const struct net_batch *batch, const u8 *start, u32 length);

struct net_driver {
	/*
	 * Brings the card up, or changes which frames it takes; 0, or -EIO with which nothing
	 * is received or sent until it is called again. Tells the state of the link by net_link.
	 */
	s32 (*configure)(const struct net_configure *wanted, struct net_station *station);

	/* How many frames the card would take right now. */
	u32 (*send_room)(void);

	/*
	 * Where the frame that is sent `ahead` frames from now has to lie, ahead being less
	 * than send_room: ETHERNET_MAX bytes of the driver's memory, a DMA buffer for instance.
	 */
	void *(*send_buffer)(u32 ahead);

	/*
	 * Sends the frame in send_buffer(0), ETHERNET_MIN to ETHERNET_MAX bytes. Then the
	 * others move up: send_buffer(1) is send_buffer(0). Its end is told by net_frame_sent.
	 */
	void (*send)(u32 length);

	/* Calls net_frame_sent for each frame that has ended since the last time. */
	void (*reap)(void);

	/*
	 * Adds frames that have come to the batch, oldest first, until it takes no more or
	 * there are none. They stay in their place until `release`, after which the card may have the
	 * room back; without it the next call starts with the same ones. Once it has found no
	 * frame, the first one to come must raise the interrupt if it is watched for.
	 */
	void (*receive)(struct net_batch *batch);
	void (*release)(void);

	/*
	 * Switches on those of the card's interrupts for which NET_WATCH_* bits are set, and
	 * off the others. What happened while one was off, and still needs to be looked at,
	 * raises it when it is switched on.
	 */
	void (*watch)(u32 what);

	/* Adds to net_card_counters what the card counts by itself. May be NULL. */
	void (*read_counters)(void);
};

/* Offers the driver; it must stay as it is. To be called once, before driver_run. */
void net_serve(const struct net_driver *driver);

/*
 * The library counts what was received and sent, and send errors; the driver whatever else it
 * sees: interrupts, receive errors, missed frames, collisions, ring resets.
 */
extern struct net_counters net_card_counters;

/*
 * The oldest frame that was given to the card and has not ended yet was sent, or, with
 * is_sent 0, given up on.
 */
void net_frame_sent(int is_sent);

/*
 * The card was reset with frames in it: they all end here, as given up on. After this
 * send_buffer(0) may be any buffer.
 */
void net_sends_lost(void);

/* The link's state, whenever it may have changed; INET is told if it has. */
void net_link(int is_up, u32 mbit);

/*
 * The number, 0 to 63, by which a card's table of 64 bits filters a multicast address: the
 * upper 6 bits of the check sequence of its bytes (IEEE 802.3, 3.2.9), as a shift register
 * holds it that takes each byte's lowest bit first.
 */
u32 net_multicast_hash(const u8 address[ETHERNET_ADDRESS]);

/* The driver has looked at its card: see above. Does nothing before the card was configured. */
void net_turn(void);

#endif
