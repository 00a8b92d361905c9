/*
 * Registers of the DP8390 on an NE2000. Names and behaviour: National's DP8390D data sheet,
 * chapter 10 (internal registers); page 3: Realtek's RTL8029AS data sheet. Nothing else in this
 * driver knows of ports.
 *
 * Page 0 is chosen at all times but within the functions below.
 */
#ifndef DP8390_REGISTERS_H
#define DP8390_REGISTERS_H

#include <kintsugi/types.h>

#define CARD_PORTS 0x20u

/* The command register, and what it is told about pages and remote DMA. */
#define CR 0x00u
#define CR_STP 0x01u
#define CR_STA 0x02u
#define CR_TXP 0x04u   /* sends; 1 until the frame has gone */
#define CR_READ 0x08u  /* remote DMA */
#define CR_WRITE 0x10u
#define CR_NO_DMA 0x20u
#define CR_PAGE_SHIFT 6u
#define CR_GONE 0xffu  /* what nobody answers reads as all ones */

/* Page 0 */
#define PSTART 0x01u /* W */
#define PSTOP 0x02u  /* W */
#define BNRY 0x03u
#define TSR 0x04u    /* R */
#define TPSR 0x04u   /* W: page */
#define NCR 0x05u    /* R: collisions of the last frame */
#define TBCR0 0x05u  /* W */
#define TBCR1 0x06u  /* W */
#define ISR 0x07u    /* a 1 that is written clears the bit */
#define RSAR0 0x08u  /* W */
#define RSAR1 0x09u  /* W */
#define ID0 0x0au    /* R, of the RTL8029 */
#define ID1 0x0bu    /* R */
#define RBCR0 0x0au  /* W */
#define RBCR1 0x0bu  /* W */
#define RCR 0x0cu    /* W */
#define CNTR0 0x0du  /* R: alignment errors; reading clears */
#define CNTR1 0x0eu  /* R: wrong check sequences */
#define CNTR2 0x0fu  /* R: missed */
#define TCR 0x0du    /* W */
#define DCR 0x0eu    /* W */
#define IMR 0x0fu    /* W */

#define ID0_RTL8029 0x50u
#define ID1_RTL8029 0x43u

/* Page 1 */
#define PAR 0x01u    /* 6 bytes: the station's address */
#define CURR 0x07u   /* the page at which the next frame will be stored */
#define MAR 0x08u    /* 8 bytes: which multicasts come in */

/* Page 3, of the RTL8029 */
#define CONFIG0 0x03u
#define CONFIG0_BNC 0x04u    /* on coax, or automatic choice has found no link */
#define CONFIG2 0x05u
#define CONFIG2_MEDIUM 0xc0u /* 0: automatic choice */
#define CONFIG3 0x06u
#define CONFIG3_FULL_DUPLEX 0x40u

/* The board's own ports */
#define DATA_PORT 0x10u
#define RESET_PORT 0x1fu

/* ISR, IMR */
#define INT_PRX 0x01u /* a frame has come */
#define INT_PTX 0x02u /* a frame was sent */
#define INT_RXE 0x04u /* a damaged frame has come */
#define INT_TXE 0x08u /* a frame was given up on */
#define INT_OVW 0x10u /* the ring was full */
#define INT_CNT 0x20u /* a tally counter has reached 128 */
#define INT_RDC 0x40u /* remote DMA has ended */
#define INT_RST 0x80u /* in reset; not for IMR */

/* TSR */
#define TSR_PTX 0x01u

/* DCR: word-wide DMA, no loopback, FIFO threshold of 4 words */
#define DCR_NORMAL (0x01u | 0x08u | 0x40u)

/* TCR */
#define TCR_NORMAL 0x00u
#define TCR_LOOPBACK 0x02u /* mode 1: off the cable */

/* RCR. Damaged frames and runts are never wanted: SEP and AR are off. */
#define RCR_AB 0x04u  /* accept broadcasts */
#define RCR_AM 0x08u  /* multicasts by MAR */
#define RCR_PRO 0x10u /* whatever has a station's address */
#define RCR_MON 0x20u /* store nothing */

u8 reg_in(u32 reg);
void reg_out(u32 reg, u8 value);

/* A register of page 1 or 3. */
u8 reg_in_page(u32 page, u32 reg);
void reg_out_page(u32 page, u32 reg, u8 value);

/* Takes the chip off the cable, and back. */
void command_stop(void);
void command_start(void);

/* With one of CR_READ, CR_WRITE and CR_TXP; remote DMA ends otherwise. */
void command(u8 bits);

/* Through the data port; `bytes` is a multiple of 4. */
void data_in(void *to, u32 bytes);
void data_out(const void *from, u32 bytes);

#endif
