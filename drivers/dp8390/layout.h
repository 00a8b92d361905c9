/*
 * How the card's 16 KB of memory are used, in pages of 256 bytes: two transmit buffers, one
 * of which is loaded while the other one is sent, and the ring of received frames.
 */
#ifndef DP8390_LAYOUT_H
#define DP8390_LAYOUT_H

#define CARD_PAGE 256u
#define CARD_PAGE_SHIFT 8u

#define MEMORY_FIRST 0x40u
#define MEMORY_END 0x80u

#define SEND_BUFFERS 2u
#define SEND_PAGES 6u /* the longest frame */

#define RING_FIRST (MEMORY_FIRST + SEND_BUFFERS * SEND_PAGES)
#define RING_END MEMORY_END
#define RING_PAGES (RING_END - RING_FIRST)

#define FRAME_CHECK_SEQUENCE 4u

#endif
