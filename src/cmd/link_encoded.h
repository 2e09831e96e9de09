// SPDX-License-Identifier: Apache-2.0
#ifndef WW_CMD_LINK_ENCODED_H
#define WW_CMD_LINK_ENCODED_H

#include "cmd/command.h"

/* link encoded A.clk B.clk: what two files of encodings have in common. */
enum ww_rc WW_MUST_CHECK ww_link_encoded(const struct ww_cli *cli, struct ww_err *err);

#endif
