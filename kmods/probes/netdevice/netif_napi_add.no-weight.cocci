// SPDX-License-Identifier: GPL-2.0-only
// step: netif_napi_add=no-weight
// since: 6.1, commit b48b89f9c189
// reason: the weight is 64 unless netif_napi_add_weight() sets another one

@@
expression device, napi, poll;
@@
(
-netif_napi_add(device, napi, poll, 64)
+netif_napi_add(device, napi, poll)
|
-netif_napi_add(device, napi, poll, NAPI_POLL_WEIGHT)
+netif_napi_add(device, napi, poll)
)

@@
expression device, napi, poll, weight;
@@
-netif_napi_add(device, napi, poll, weight)
+netif_napi_add_weight(device, napi, poll, weight)
