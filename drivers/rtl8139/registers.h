/*
 * The registers of the RTL8139 at its ports. Names and chapters are those of Realtek's
 * "RTL8139C(L) Advance Data Sheet", chapter 5; an RTL8139C+ is the same as long as nobody
 * switches its own mode on.
 */
#ifndef RTL8139_REGISTERS_H
#define RTL8139_REGISTERS_H

#include <kintsugi/types.h>

#define CARD_PORTS 0x100u

#define IDR 0x00u      /* 6 bytes: the station's address */
#define MAR 0x08u      /* 8 bytes, written by fours: multicast hash table */
#define TSD(n) (0x10u + 4u * (n))  /* 32 bits: transmit status of descriptor n, 0 to 3 */
#define TSAD(n) (0x20u + 4u * (n)) /* 32 bits: where its frame is */
#define RBSTART 0x30u  /* 32 bits: where the receive ring is */
#define CR 0x37u       /* 8 bits: command */
#define CAPR 0x38u     /* 16 bits: what of the ring was read, see CAPR_BIAS */
#define CBR 0x3au      /* 16 bits: where in the ring the card will write next */
#define IMR 0x3cu      /* 16 bits: interrupt mask */
#define ISR 0x3eu      /* 16 bits: interrupt status; a 1 that is written clears the bit */
#define TCR 0x40u      /* 32 bits: transmit configuration */
#define RCR 0x44u      /* 32 bits: receive configuration */
#define MPC 0x4cu      /* 24 bits: frames missed since the ring was full; any write clears it */
#define MPC_MASK 0x00ffffffu
#define CR9346 0x50u   /* 8 bits: EEPROM command */
#define MSR 0x58u      /* 8 bits: media status */
#define MULINT 0x5cu   /* 16 bits: early interrupts */
#define BMCR 0x62u     /* 16 bits: basic mode control, of the transceiver */
#define ANAR 0x66u     /* 16 bits: what we can do */
#define ANLPAR 0x68u   /* 16 bits: what the link's other end can do */

/* CR */
#define CR_RST 0x10u /* reset; clear again when it is over */
#define CR_RE 0x08u  /* receiver enable */
#define CR_TE 0x04u  /* transmitter enable */

/* The card takes this many bytes more than CAPR says for read. */
#define CAPR_BIAS 16u

/* IMR, ISR */
#define INT_ROK 0x0001u
#define INT_RER 0x0002u
#define INT_TOK 0x0004u
#define INT_TER 0x0008u
#define INT_RXOVW 0x0010u /* the ring is full */
#define INT_LINK 0x0020u  /* the link came or went */
#define INT_FOVW 0x0040u  /* the receive FIFO is full */
#define INT_SERR 0x8000u  /* system error on the PCI bus */
#define INT_GONE 0xffffu  /* what nobody answers reads as all ones; bits 7 to 12 are always 0 */

/* TSD */
#define TSD_SIZE 0x1fffu
#define TSD_TUN 0x00004000u       /* the FIFO ran empty; the frame goes out all the same */
#define TSD_TOK 0x00008000u       /* sent */
#define TSD_THRESHOLD_SHIFT 16u   /* ERTXTH: in units of 32 bytes */
#define TSD_COLLISIONS_SHIFT 24u  /* NCC */
#define TSD_COLLISIONS_MASK 0x0fu
#define TSD_TABT 0x40000000u      /* aborted */

/* TCR */
#define TCR_CLRABT 0x00000001u    /* leaves the aborted state by sending the frame again */
#define TCR_MXDMA_2048 0x00000700u
#define TCR_IFG_STANDARD 0x03000000u /* interframe gap of IEEE 802.3 */

/* RCR */
#define RCR_AAP 0x01u /* accept all that have a station's address */
#define RCR_APM 0x02u /* those with our own */
#define RCR_AM 0x04u  /* multicasts by MAR */
#define RCR_AB 0x08u  /* broadcasts */
#define RCR_MXDMA_UNLIMITED 0x00000700u
#define RCR_RBLEN_64K 0x00001800u
#define RCR_RXFTH_WHOLE 0x0000e000u /* no byte before the frame is all there */

/* CR9346 */
#define CR9346_MODE 0xc0u
#define CR9346_AUTOLOAD 0x40u /* loads the address from the EEPROM, then goes back to 0 */

/* MSR */
#define MSR_LINKB 0x04u    /* no link */
#define MSR_SPEED_10 0x08u /* 10 Mbit/s, not 100 */

/* BMCR: IEEE 802.3, 22.2.4.1 */
#define BMCR_LOOPBACK 0x4000u
#define BMCR_NEGOTIATE 0x1000u
#define BMCR_POWER_DOWN 0x0800u
#define BMCR_ISOLATE 0x0400u
#define BMCR_RESTART 0x0200u
#define BMCR_FULL_DUPLEX 0x0100u

/* ANAR, ANLPAR: IEEE 802.3, 28.2.1.2 */
#define AN_10_FULL 0x0040u
#define AN_100_HALF 0x0080u
#define AN_100_FULL 0x0100u

void registers_set_base(u16 base);
u8 reg_in8(u32 reg);
u16 reg_in16(u32 reg);
u32 reg_in32(u32 reg);
void reg_out8(u32 reg, u8 value);
void reg_out16(u32 reg, u16 value);
void reg_out32(u32 reg, u32 value);

#endif
