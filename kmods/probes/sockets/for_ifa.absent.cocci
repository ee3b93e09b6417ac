// SPDX-License-Identifier: GPL-2.0-only
// step: for_ifa=absent
// since: 5.3
// reason: the loop over a device's addresses is written out: the macros that began and ended it are gone
// words: for_ifa endfor_ifa

@@
iterator name for_ifa;
expression in_dev, other;
statement S;
@@
+{
+struct in_ifaddr *ifa;
+
+for (ifa = rcu_dereference_raw((in_dev)->ifa_list); ifa; ifa = rcu_dereference_raw(ifa->ifa_next))
-for_ifa(in_dev)
S
-endfor_ifa(other);
+}
