"""What the store says no with, in the language of the desk."""

from flask_babel import gettext


def said(error: Exception) -> str:
    """An error in the editor's language; what nobody has put into it stands as it was said."""
    known: dict[str, str] = {
        "somebody else was faster: this item does not wait any more": gettext(
            "Somebody else was faster: this item does not wait any more."
        ),
        "this item is in that section already": gettext("This item is in that section already."),
        "it is public already; withdraw it instead": gettext("It is public already; withdraw it instead."),
        "it was changed since, so this cannot be undone any more": gettext("It was changed since, so this cannot be undone any more."),
        "only what you did yourself can be undone": gettext("Only what you did yourself can be undone."),
        "this cannot be undone": gettext("This cannot be undone."),
        "its addresses have gone elsewhere since, so this cannot be undone any more": gettext(
            "Its addresses have gone elsewhere since, so this cannot be undone any more."
        ),
        "it was public before it was merged; split its address off instead": gettext(
            "It was public before it was merged; split its address off instead."
        ),
        "these two are one item already": gettext("These two are one item already."),
        "you have too many saved views; remove one first": gettext("You have too many saved views; remove one first."),
        "the front page was changed since, so this cannot be undone any more": gettext(
            "The front page was changed since, so this cannot be undone any more."
        ),
        "somebody else has changed the front page in the meantime; look at it again": gettext(
            "Somebody else has changed the front page in the meantime; look at it again."
        ),
        "this item is not pinned": gettext("This item is not pinned."),
        "only a published item can be pinned": gettext("Only a published item can be pinned."),
        "the time until which it is pinned is over already": gettext("The time until which it is pinned is over already."),
    }
    return known.get(str(error), str(error))
