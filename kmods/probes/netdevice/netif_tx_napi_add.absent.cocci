// SPDX-License-Identifier: GPL-2.0-only
// step: netif_tx_napi_add=absent
// since: 6.1
// reason: NAPI of senders is added by a function of its own

@@
expression device, napi, poll, weight;
@@
-netif_tx_napi_add(device, napi, poll, weight)
+netif_napi_add_tx(device, napi, poll)
