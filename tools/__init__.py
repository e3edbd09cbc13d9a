"""Scripts that write committed files of this repository. The builder never imports them."""
