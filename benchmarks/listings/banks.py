"""Word banks: what the invented newsrooms write about, in each language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bank:
    """The words of one language; a headline is an opening, a happening and perhaps an ending, or a
    set piece or notice.
    """

    openings: tuple[str, ...]
    happenings: tuple[str, ...]
    endings: tuple[str, ...]
    pieces: tuple[str, ...]
    sentences: tuple[str, ...]
    places: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    sections: tuple[str, ...]
    services: tuple[str, ...]
    tags: tuple[str, ...]
    months: tuple[str, ...]
    gap: str = " "
    notices: tuple[str, ...] = ()


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text, trimmed."""
    return tuple(line.strip() for line in text.strip().splitlines())


ENGLISH = Bank(
    openings=lines("""City council
        {place} school board
        Fire department
        Family-run bakery
        {place} hospital
        Sheriff's office
        County judge
        Bridge crew
        Local theatre
        State auditor
        Water utility
        {place} mayor {last}
        Transit agency
        Retired teacher {name}
        Neighbourhood group
        {place} football club
        Health officials in {place}
        Planning committee
        Public library
        Coach {last}"""),
    happenings=lines("""approves $4.2 million plan for riverside paths
        reopens Main Street after burst pipe
        wins grant to repair flood wall
        delays vote on new parking rules
        opens second branch near the old station
        warns of scam calls about unpaid bills
        names {name} as next director
        recovers stolen tractor
        asks residents to boil water until Friday
        cuts weekend bus service on three routes
        marks 100 years with open day
        seeks volunteers for winter shelter
        settles lawsuit over fallen tree
        drops charges in bar fight case
        weighs ban on fireworks
        breaks ground on 64-unit apartment block
        investigates overnight blaze at paper mill
        beats rivals 3-1 to reach regional final
        unveils mural honouring railway workers
        rejects rezoning of orchard land
        hires {number} nurses ahead of flu season
        brings back night market"""),
    endings=lines("""after months of debate
        as costs climb
        despite objections from neighbours
        , records show
        for the first time since 1987
        and promises answers by spring
        , months after storm damage closed the site
        while {place} waits its turn
        following a unanimous vote on Tuesday night
        amid questions over who will pay for the work
        in {place}"""),
    pieces=lines("""What to know about the {place} road closures this week
        Why {place} is planting {number} trees before summer
        ‘It felt like home’: {name} on leaving the farm after 41 years
        Photos: Lantern walk lights up {place}
        Obituary: {name}, who ran the corner shop for decades
        {number} things to do this weekend in {place}
        Snow, then ice: how the next two days could go
        Opinion: Our sidewalks deserve better than this, and so do the people of {place} who walk them
        Crash on Highway {number} sends two to hospital
        Man, {number}, charged after chase ends in cornfield near {place}
        Fact check: Is the {place} reservoir really running dry?
        Gas prices dip again
        High school scores: Friday night in {place}
        Watch: Bear cub visits {place} car wash
        Letters: More benches, please
        Live updates: Power outages spread across {place} as wind picks up"""),
    sentences=lines("""Officials said the work should be finished before the end of the school year.
        Neighbours had asked for the change since last autumn, when two drivers missed the bend.
        Nobody was hurt, but the building will stay closed while engineers look at the roof.
        The plan still needs the approval of the county, which meets on the second Monday of the month.
        {name}, who has lived in {place} since childhood, called it a long time coming.
        Most of the money comes from a state programme for small towns.
        Crews from {number} stations answered the call shortly after midnight.
        Tickets are free, though seats have to be booked by phone.
        A spokesperson for the company declined to say how many jobs are at stake.
        The figures, published on Wednesday, are the lowest in {number} years."""),
    places=tuple(
        "Hartfeld Millbrook Eastcombe Grayling Pinewater Oakhollow Stonebury Larkfield Wexmoor Dunmere Fallbridge Tilston".split()
    ),
    first_names=tuple(
        "Alice Ruben Marta Dwayne Priya Colin Yvonne Terrence Joanna Luis Hannah Oscar Beth Sanjay".split()
    ),
    last_names=tuple(
        "Keller Okafor Brandt Whitlock Perez Lindqvist Marsh Donnelly Ibarra Pruitt Castell Yoder".split()
    ),
    sections=tuple(
        "News,Local,Crime & Courts,Business,Sports,High School "
        "Sports,Opinion,Obituaries,Education,Weather,Traffic,Health,"
        "Arts & Entertainment,Food & Dining,Politics,Environment,Real Estate,Photos,Video,Events,Jobs,Classifieds,Podcasts".split(
            ","
        )
    ),
    services=tuple(
        "About us,Contact,Terms of use,Privacy policy,Accessibility,Advertise with "
        "us,Subscribe,Newsletters,Careers,Corrections,"
        "Site map,Help centre,Manage my account,Cookie settings,Submit a news tip,Community guidelines".split(
            ","
        )
    ),
    tags=tuple(
        "flood wall,school budget,county fair,housing,river trail,bus "
        "routes,election,wildfire,library,downtown,hockey,snow removal,"
        "farmers market,road works,city hall,recycling,drought,festival".split(",")
    ),
    months=tuple(
        "January February March April May June July August September October November December".split()
    ),
)

GERMAN = Bank(
    openings=lines("""Stadtrat
        Feuerwehr {place}
        Landratsamt
        Bürgermeisterin {last}
        Grundschule in {place}
        Heimatverein
        Polizei
        Stadtwerke {place}
        Amtsgericht
        Kreisklinik"""),
    happenings=lines("""beschließt neue Parkgebühren in der Altstadt
        sucht Zeugen nach Unfall auf der Bundesstraße
        eröffnet Ausstellung über alte Handwerke
        verschiebt Sanierung der Brücke
        warnt vor falschen Handwerkern
        feiert 125-jähriges Bestehen
        stellt {number} neue Auszubildende ein
        rettet Rehkitz aus dem Kanal
        streitet über Standort der Turnhalle
        lädt zum Tag der offenen Tür"""),
    endings=lines("""trotz Kritik der Anwohner
        nach langer Debatte
        – Kosten steigen weiter
        zum ersten Mal seit 30 Jahren
        kurz vor den Sommerferien"""),
    pieces=lines("""Stromausfall legt Teile von {place} lahm
        Warum in {place} {number} Bäume gefällt werden
        „So etwas habe ich noch nie gesehen“: Hagel trifft {place}
        Vollsperrung bei {place}: Das müssen Autofahrer jetzt wissen"""),
    sentences=lines("""Verletzt wurde nach ersten Angaben niemand, der Schaden ist aber hoch.
        Die Arbeiten sollen bis zum Herbst dauern und rund zwei Millionen Euro kosten.
        Anwohnerin {name} hofft nun auf eine schnelle Lösung.
        Im Rathaus rechnet man mit vielen Besuchern aus der ganzen Region."""),
    places=tuple("Auerberg Kleinheim Nordwalden Steinlach Wiesenbrück Rodenau Falkenmühl".split()),
    first_names=tuple("Anke Jürgen Sabine Holger Miriam Uwe Petra".split()),
    last_names=tuple("Böhm Schreiner Köster Lang Wagenknecht Reuter Hübner".split()),
    sections=tuple(
        "Lokales,Region,Politik,Wirtschaft,Sport,Kultur,Blaulicht,Freizeit,Wetter,Verkehr,Vereine,Meinung".split(
            ","
        )
    ),
    services=tuple(
        "Impressum,Datenschutz,AGB,Kontakt,Abo,E-Paper,Anzeigen,Trauer,Stellenmarkt,Newsletter,Leserreisen".split(
            ","
        )
    ),
    tags=tuple("Hochwasser,Stadtfest,Kita,Radweg,Bahn,Feuerwehr,Wohnungsbau,Haushalt".split(",")),
    months=tuple(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    ),
)

FRENCH = Bank(
    openings=lines("""À {place}, la mairie
        Le conseil départemental
        À {place}, un boulanger
        Le club de handball de {place}
        La gendarmerie
        À {place}, l’école du centre
        L’association de {name}
        Le tribunal de {place}"""),
    happenings=lines("""annonce la fermeture du pont pendant trois semaines
        cherche des bénévoles pour la fête du port
        retrouve un tableau disparu depuis 1974
        lance un appel à témoins après un accident
        ouvre une nouvelle salle de lecture
        reçoit {number} jeunes musiciens
        refuse le projet d’éoliennes
        remporte la coupe régionale"""),
    endings=lines("""malgré l’opposition des riverains
        après deux ans de travaux
        : « On n’y croyait plus »
        avant l’été"""),
    pieces=lines("""Incendie. Un hangar agricole détruit près de {place}
        Météo. Vent fort attendu mercredi sur le littoral
        EN IMAGES. Le carnaval de {place} sous le soleil
        Que faire ce week-end autour de {place} ? Nos {number} idées"""),
    sentences=lines("""Les travaux débuteront lundi et dureront jusqu’à la fin du mois.
        Une réunion publique est prévue jeudi soir à la salle des fêtes.
        Personne n’a été blessé, mais la circulation reste difficile.
        {name} en rêvait depuis l’enfance, c’est désormais chose faite."""),
    places=tuple(
        "Saint-Albin Kervallon Montreuilles La Ferrière Vieuxbourg Port-Marin".replace(
            "La F", "La-F"
        ).split()
    ),
    first_names=tuple("Maëlle Yannick Solène Gérard Inès Thibault".split()),
    last_names=tuple("Le Goff,Marchand,Perrin,Bellec,Rousseau,Cadiou".split(",")),
    sections=tuple(
        "Actualité,Région,Faits divers,Politique,Économie,Sport,Culture,Santé,Météo,Loisirs,Agriculture,Mer".split(
            ","
        )
    ),
    services=tuple(
        "Mentions légales,Contact,CGU,Données personnelles,Abonnement,Annonces,Avis de décès,Plan du site".split(
            ","
        )
    ),
    tags=tuple("Inondations,Marché,Handball,Lycée,Patrimoine,Travaux,Tempête".split(",")),
    months=tuple(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    ),
)

SPANISH = Bank(
    openings=lines("""El Ayuntamiento de {place}
        La Policía Local
        Una vecina de {place}
        El hospital comarcal
        La Diputación
        El mercado de {place}
        El instituto de {place}
        La alcaldesa {last}"""),
    happenings=lines("""aprueba el plan para recuperar la ribera del río
        alerta de estafas por teléfono a personas mayores
        reabre tras seis meses de obras
        detiene a dos personas por robar cobre
        aplaza la peatonalización del centro
        celebra su feria con {number} puestos
        pide más autobuses para los barrios del norte
        presenta su programa de verano"""),
    endings=lines("""pese a las protestas
        por primera vez desde 1992
        , según el informe anual
        antes de fin de año"""),
    pieces=lines("""«Nos quedamos sin agua en media hora»: la tromba que sorprendió a {place}
        Cortes de tráfico en {place}: calles y horarios
        Muere a los 93 años {name}, la última alfarera de {place}
        Un incendio calcina {number} hectáreas de monte bajo"""),
    sentences=lines("""Las obras comenzarán en primavera y costarán algo más de un millón de euros.
        Los vecinos llevan años reclamando una solución.
        No ha habido heridos, aunque varias familias han pasado la noche fuera de casa.
        {name} recuerda que la última reforma se hizo hace {number} años."""),
    places=tuple("Villanorte Peñalba Montesclaros Riofrío Alcorza Torrequinto".split()),
    first_names=tuple("Carmen Julio Nuria Andrés Pilar Rodrigo".split()),
    last_names=tuple("Ferrer Olmedo Quintana Salas Vidal Robledo".split()),
    sections=tuple(
        "Local,Provincia,Sucesos,Economía,Deportes,Cultura,Opinión,Sociedad,Educación,Salud,Gente,Planes".split(
            ","
        )
    ),
    services=tuple(
        "Aviso legal,Política de privacidad,Cookies,Contacto,Publicidad,Suscríbete,Hemeroteca,Esquelas,Boletines".split(
            ","
        )
    ),
    tags=tuple("Feria,Sequía,Vivienda,Tranvía,Fútbol sala,Presupuestos".split(",")),
    months=tuple(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
    ),
)

PORTUGUESE = Bank(
    openings=lines("""Câmara Municipal de {place}
        Bombeiros de {place}
        Prefeitura
        Moradora de {place}
        Hospital distrital
        Escola secundária de {place}
        Mercado municipal
        Clube de remo de {place}"""),
    happenings=lines("""aprova novo plano para a marginal
        reabre ponte depois de sete meses de obras
        alerta para burlas por telefone
        investe {number} mil euros em abrigos de autocarro
        recolhe assinaturas contra o corte de árvores
        apresenta programa das festas de verão
        suspende aulas por causa do mau tempo
        recebe {number} novos médicos"""),
    endings=lines("""apesar das críticas dos moradores
        pela primeira vez desde 1995
        , segundo o relatório anual
        até ao fim do ano"""),
    pieces=lines("""“Nunca vimos nada assim”: a cheia que surpreendeu {place}
        Trânsito condicionado em {place}: saiba onde e quando
        Morreu {name}, o último moleiro de {place}
        {number} ideias para o fim de semana em família"""),
    sentences=lines("""As obras arrancam na primavera e devem custar cerca de um milhão de euros.
        Os moradores pediam uma solução há vários anos.
        Não houve feridos, mas duas famílias passaram a noite fora de casa.
        {name} diz que a última reforma foi feita há {number} anos."""),
    places=tuple("Vilamar Serranova Ribeirinha Montalvinho Fontalva Pedreira".split()),
    first_names=tuple("Teresa João Inês Paulo Beatriz Rui".split()),
    last_names=tuple("Carvalho Pinheiro Matos Figueira Salgado Couto".split()),
    sections=tuple(
        "Local,Região,Polícia,Economia,Desporto,Cultura,Opinião,Sociedade,Educação,Saúde,Lazer,Política,Mundo,Vídeos".split(
            ","
        )
    ),
    services=tuple(
        "Ficha técnica,Contactos,Termos e condições,Privacidade,Publicidade,Assinaturas,Boletim,Arquivo,Avisos".split(
            ","
        )
    ),
    tags=tuple("Cheias,Habitação,Metro,Futsal,Orçamento,Festas".split(",")),
    months=tuple(
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split()
    ),
)
