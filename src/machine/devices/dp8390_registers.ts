/**
 * Registers and bits of National's DP8390D network interface controller, named as in its data
 * sheet (chapter "Internal registers").
 */

// Command register (CR), at offset 0 of every page.
export const CR = 0x00;
export const CR_STP = 0x01;
export const CR_STA = 0x02;
export const CR_TXP = 0x04;
export const CR_RD_SHIFT = 3;
export const CR_RD_MASK = 0x38;
export const CR_PS_SHIFT = 6;
export const CR_PS_MASK = 0xc0;

// What the bits RD2 to RD0 tell the remote DMA to do; from RD_ABORT on bit RD2 is set.
export const RD_READ = 1;
export const RD_WRITE = 2;
export const RD_SEND_PACKET = 3;
export const RD_ABORT = 4;

// Page 0.
export const CLDA0 = 0x01; // read
export const CLDA1 = 0x02;
export const PSTART = 0x01; // written
export const PSTOP = 0x02;
export const BNRY = 0x03;
export const TSR = 0x04; // read
export const TPSR = 0x04; // written
export const NCR = 0x05; // read
export const TBCR0 = 0x05; // written
export const FIFO = 0x06; // read
export const TBCR1 = 0x06; // written
export const ISR = 0x07;
export const CRDA0 = 0x08; // read
export const CRDA1 = 0x09;
export const RSAR0 = 0x08; // written
export const RSAR1 = 0x09;
export const RBCR0 = 0x0a; // written
export const RBCR1 = 0x0b;
export const RSR = 0x0c; // read
export const RCR = 0x0c; // written
export const CNTR0 = 0x0d; // read
export const CNTR1 = 0x0e;
export const CNTR2 = 0x0f;
export const TCR = 0x0d; // written
export const DCR = 0x0e;
export const IMR = 0x0f;

// Page 1.
export const PAR0 = 0x01;
export const CURR = 0x07;
export const MAR0 = 0x08;

// Interrupt status (ISR) and mask (IMR; all but RST).
export const ISR_PRX = 0x01;
export const ISR_PTX = 0x02;
export const ISR_RXE = 0x04;
export const ISR_TXE = 0x08;
export const ISR_OVW = 0x10;
export const ISR_CNT = 0x20;
export const ISR_RDC = 0x40;
export const ISR_RST = 0x80;
export const ISR_INTERRUPTS = 0x7f;

// Data configuration (DCR).
export const DCR_WTS = 0x01; // word-wide remote DMA
export const DCR_LS = 0x08; // 0: loopback, if TCR says which
export const DCR_AR = 0x10; // "send packet" may be used

// Transmit configuration (TCR).
export const TCR_CRC = 0x01; // the check sequence is the driver's
export const TCR_LB_SHIFT = 1;
export const TCR_LB_MASK = 0x06;

// Transmit status (TSR).
export const TSR_PTX = 0x01;
export const TSR_CRS = 0x10;
export const TSR_CDH = 0x40;

// Receive configuration (RCR).
export const RCR_AR = 0x02;
export const RCR_AB = 0x04;
export const RCR_AM = 0x08;
export const RCR_PRO = 0x10;
export const RCR_MON = 0x20;

// Receive status (RSR).
export const RSR_PRX = 0x01;
export const RSR_CRC = 0x02;
export const RSR_MPA = 0x10;
export const RSR_PHY = 0x20;
export const RSR_DIS = 0x40;

export const REGISTERS_PER_PAGE = 0x10;
/** Buffer pages: the units of the ring's and the transmit buffer's addresses. */
export const PAGE_SIZE = 0x100;
export const PAGE_SHIFT = 8;
/** The chip's own addresses have 16 bits. */
export const ADDRESS_MASK = 0xffff;
