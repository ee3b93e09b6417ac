// SPDX-License-Identifier: GPL-2.0-only
// step: u64_stats_fetch_begin_irq=absent
// since: 6.3
// reason: interrupts are kept out where that is needed, by the plain functions
// words: u64_stats_fetch_begin_irq u64_stats_fetch_retry_irq

@@
expression E;
@@
-u64_stats_fetch_begin_irq(E)
+u64_stats_fetch_begin(E)

@@
expression E, F;
@@
-u64_stats_fetch_retry_irq(E, F)
+u64_stats_fetch_retry(E, F)
