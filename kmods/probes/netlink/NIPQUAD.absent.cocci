// SPDX-License-Identifier: GPL-2.0-only
// step: NIPQUAD=absent
// since: 2.6.36
// reason: %pI4 is for addresses; if the format has a number for each byte, the macro's own text is written
// words: NIPQUAD NIPQUAD_FMT
// text: NIPQUAD_FMT "%u.%u.%u.%u"

@@
expression address;
@@
-NIPQUAD(address)
+((unsigned char *)&address)[0], ((unsigned char *)&address)[1], ((unsigned char *)&address)[2], ((unsigned char *)&address)[3]
