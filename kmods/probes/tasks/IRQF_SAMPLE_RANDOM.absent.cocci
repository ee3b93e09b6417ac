// SPDX-License-Identifier: GPL-2.0-only
// step: IRQF_SAMPLE_RANDOM=absent
// since: 3.9
// reason: entropy is taken from every interrupt

@@
expression flags;
@@
-IRQF_SAMPLE_RANDOM | flags
+flags

@@
expression flags;
@@
-flags | IRQF_SAMPLE_RANDOM
+flags

@@
@@
-IRQF_SAMPLE_RANDOM
+0
