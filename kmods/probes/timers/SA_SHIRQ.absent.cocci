// SPDX-License-Identifier: GPL-2.0-only
// step: SA_SHIRQ=absent
// since: 2.6.24
// reason: flags of interrupts are no longer among those of signals

@@
@@
-SA_SHIRQ
+IRQF_SHARED
