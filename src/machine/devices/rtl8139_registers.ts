/** Registers and bits of the RTL8139C, named as in its data sheet, "Register Descriptions". */

export const REGISTER_BYTES = 0x100;
export const DESCRIPTORS = 4;

export const IDR0 = 0x00;
export const IDR4 = 0x04;
export const MAR0 = 0x08;
export const MAR4 = 0x0c;
export const TSD0 = 0x10;
export const TSAD0 = 0x20;
export const RBSTART = 0x30;
export const ERBCR = 0x34;
export const ERSR = 0x36;
export const CR = 0x37;
export const CAPR = 0x38;
export const CBR = 0x3a;
export const IMR = 0x3c;
export const ISR = 0x3e;
export const TCR = 0x40;
export const RCR = 0x44;
export const TCTR = 0x48;
export const MPC = 0x4c;
export const CR9346 = 0x50;
export const CONFIG0 = 0x51;
export const CONFIG1 = 0x52;
export const TIMER_INT = 0x54;
export const MSR = 0x58;
export const CONFIG3 = 0x59;
export const CONFIG4 = 0x5a;
export const MULINT = 0x5c;
export const RERID = 0x5e;
export const TSAD = 0x60;
export const BMCR = 0x62;
export const BMSR = 0x64;
export const ANAR = 0x66;
export const ANLPAR = 0x68;
export const ANER = 0x6a;
export const DIS = 0x6c;
export const FCSC = 0x6e;
export const NWAYTR = 0x70;
export const REC = 0x72;
export const CSCR = 0x74;
export const PHY1_PARM = 0x78;
export const TW_PARM = 0x7c;
export const PHY2_PARM = 0x80;
/** CRC and wake-up frame registers: patterns that would wake a sleeping machine. */
export const WAKE_UP_FIRST = 0x84;
export const WAKE_UP_END = 0xd4;
export const CONFIG5 = 0xd8;

// TSD0 to TSD3, transmit status of a descriptor.
export const TSD_SIZE = 0x00001fff;
export const TSD_OWN = 0x00002000;
export const TSD_TUN = 0x00004000;
export const TSD_TOK = 0x00008000;
export const TSD_ERTXTH = 0x003f0000;
export const TSD_TABT = 0x40000000;
export const TSD_CRS = 0x80000000;

// ERSR, early receive status.
export const ERSR_EROVW = 0x02;
export const ERSR_ERBAD = 0x04;
export const ERSR_ERGOOD = 0x08;

// CR, command.
export const CR_BUFE = 0x01;
export const CR_TE = 0x04;
export const CR_RE = 0x08;
export const CR_RST = 0x10;

// ISR and IMR, interrupt status and mask.
export const INT_ROK = 0x0001;
export const INT_RER = 0x0002;
export const INT_TOK = 0x0004;
export const INT_TER = 0x0008;
export const INT_RXOVW = 0x0010;
/** Packet underrun or link change. */
export const INT_PUN = 0x0020;
export const INT_FOVW = 0x0040;
export const INT_TIMEOUT = 0x4000;
export const INT_SERR = 0x8000;
/** With LenChg, which this cable never causes. */
export const INT_ALL = 0xe07f;

// TCR, transmit configuration.
export const TCR_CLRABT = 0x00000001;
export const TCR_CRC = 0x00010000;
export const TCR_LBK = 0x00060000;
export const TCR_WRITABLE = 0x030707f0;
export const TCR_IFG = 0x03000000;
/** HWVERID of the 8139C. */
export const TCR_VERSION = 0x74000000;

// RCR, receive configuration.
export const RCR_AAP = 0x01;
export const RCR_APM = 0x02;
export const RCR_AM = 0x04;
export const RCR_AB = 0x08;
export const RCR_AR = 0x10;
export const RCR_AER = 0x20;
export const RCR_WRAP = 0x80;
export const RCR_RBLEN_SHIFT = 11;
export const RCR_RBLEN_MASK = 3;
export const RCR_WRITABLE = 0x0f01ffbf;

// The status that precedes a frame in the receive buffer.
export const RX_ROK = 0x0001;
export const RX_LONG = 0x0008;
export const RX_RUNT = 0x0010;
export const RX_BAR = 0x2000;
export const RX_PAM = 0x4000;
export const RX_MAR = 0x8000;

// 9346CR, the EEPROM's command register.
export const EEM_MASK = 0xc0;
export const EEM_NORMAL = 0x00;
export const EEM_AUTO_LOAD = 0x40;
export const EEM_PROGRAMMING = 0x80;
export const EEM_CONFIG_WRITE = 0xc0;
export const EECS = 0x08;
export const EESK = 0x04;
export const EEDI = 0x02;
export const EEDO = 0x01;

// CONFIG1.
export const CONFIG1_WRITABLE = 0xf3;
/** Memory and I/O are both mapped. */
export const CONFIG1_MEMMAP_IOMAP = 0x0c;

// MSR, media status.
export const MSR_AUX = 0x10;
export const MSR_SPEED_10 = 0x08;
export const MSR_LINKB = 0x04;
export const MSR_WRITABLE = 0xc0; // TXFCE, RXFCE

// BMCR, basic mode control.
export const BMCR_RESET = 0x8000;
export const BMCR_SPD_SET = 0x2000;
export const BMCR_ANE = 0x1000;
export const BMCR_RESTART_AN = 0x0200;
export const BMCR_DUPLEX = 0x0100;

// BMSR, basic mode status.
export const BMSR_ABILITIES = 0x7809; // 100 and 10 Mbit/s, full and half duplex; negotiation
export const BMSR_AN_COMPLETE = 0x0020;
export const BMSR_LINK = 0x0004;

// ANAR and ANLPAR, what is advertised; ANER.
export const AN_ACK = 0x4000;
export const AN_PAUSE = 0x0400;
export const AN_TXFD = 0x0100;
export const AN_TX = 0x0080;
export const AN_10FD = 0x0040;
export const AN_10 = 0x0020;
export const AN_SELECTOR_8023 = 0x0001;
export const ANAR_WRITABLE = 0x2dff;
export const ANER_LP_NW_ABLE = 0x0001;

// CSCR.
export const CSCR_CON_STATUS = 0x0008;
export const CSCR_WRITABLE = 0x83e5;
export const CSCR_DEFAULT = 0x03c0;
