"""Use cases of item analysis: what the attempts of an edition say about its items."""

import uuid

from sqlalchemy.orm import Session

from player.catalog import service as catalog
from player.posttest.rules import analysis
from player.posttest.rules.amendments import applied, keys
from player.posttest.rules.analysis import Analysis, Which
from player.posttest.store import amendments, sittings


def item_analysis(session: Session, edition_id: uuid.UUID, which: Which) -> Analysis:
    """Return the item analysis of an edition, by the key in force: of the first attempt of each learner, or of all.

    Raises:
        NotFound: there is no such edition.
    """
    edition = catalog.get_edition(session, edition_id)
    in_force = keys(edition, applied(amendments.amendments(session, edition_id)))
    found = sittings.answered(session, edition_id)
    return analysis.analyse(edition, in_force, found.sittings, found.shown, which)
